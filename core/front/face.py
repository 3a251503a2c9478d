"""What every page of a site shows of its public face, read once a request and only where a page shows it."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from flask import g
from sqlalchemy.exc import SQLAlchemyError

from core.db import db
from core.front.announcements import newest
from core.front.contacts import Contacts, contacts_of
from core.front.models import Announcement
from core.web.site import Site

NEWEST = 3


class Face:
    """A site's public face as templates see it; an error page stays readable when the database is away."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @cached_property
    def contacts(self) -> Contacts:
        """Hotlines and filing numbers."""
        try:
            return contacts_of(self._site.area)
        except SQLAlchemyError:
            db.session.rollback()
            return Contacts()

    @cached_property
    def newest(self) -> Sequence[Announcement]:
        """The announcements that stand first."""
        return newest(self._site, NEWEST)


def face_context() -> dict[str, Any]:
    """Return ``front`` for templates: the face of a tenant's site, None elsewhere."""
    site: Site | None = g.get("site")
    if site is None or not site.is_tenant:
        return {"front": None}
    if "front" not in g:
        g.front = Face(site)
    return {"front": g.front}
