"""The public face of the cast's east: its office as an editor, with something announced and offered."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from core.accounts.models import Administrator
from core.audit.service import Actor
from core.db import db
from core.front import announcements, contacts, downloads
from core.front.editing import Editor
from core.front.models import Announcement, Download, FrontCode
from core.web.site import Site
from tests.core.files import samples
from tests.sites import TODAY, scope_of_site


@contextmanager
def office(app: Flask, host: str = "east", account: str = "office", area: str = "") -> Iterator[Editor]:
    with scope_of_site(app, host):
        row = db.session.scalars(sa.select(Administrator).where(Administrator.account == account)).one()
        yield Editor(Actor(row.id, row.name), area)


def form(**changed: str) -> dict[str, str]:
    """What the form of an announcement sends."""
    return {
        "title": "关于年度学法的通知",
        "text": "请按时**参加**。",
        "first_day": TODAY.date().isoformat(),
    } | changed


def announced(app: Flask, *, publish: bool = True, area: str = "", **changed: str) -> Announcement:
    with office(app, area=area) as by:
        row = announcements.add(by, announcements.Written.of(form(**changed), TODAY.date()))
        row = announcements.publish(by, row.id) if publish else row
        db.session.expunge(row)
        return row


def offered(app: Flask, audience: str = "everyone", title: str = "学员操作手册", **changed: str) -> Download:
    with office(app) as by:
        said = downloads.Described.of({"title": title, "audience": audience} | changed)
        row = downloads.add(by, said, io.BytesIO(samples.PDF), "手册.pdf")
        db.session.refresh(row)
        db.session.expunge(row)
        return row


def coded(app: Flask) -> FrontCode:
    with office(app) as by:
        contacts.add_code(by, "微信公众号", io.BytesIO(samples.picture()), "码.png")
        row = db.session.scalars(sa.select(FrontCode)).one()
        db.session.expunge(row)
        return row


def titles(site: Site) -> list[str]:
    """What a visitor of a site finds announced, in order."""
    return [row.title for row in announcements.listed(site, announcements.Query()).rows]
