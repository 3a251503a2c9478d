"""The cast's eastern province with papers on paper: its office prints, its learners sit in a room without network."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from core.accounts.models import Administrator
from core.accounts.service import Acting, acting, unit
from core.db import db
from core.outside.models import Printing
from core.outside.offers import Offer, offer_of, sittings_of
from core.outside.printing import Order, print_papers
from core.web.site import Site, Viewer
from tests.sites import Browser, scope_of_site

YEARLY = ":yearly"


def viewer(account: str = "office") -> Viewer:
    """Return an administrator as one who looks; inside the scope."""
    row = db.session.scalars(sa.select(Administrator).where(Administrator.account == account)).one()
    own = unit(row.unit)
    return Viewer(
        id=row.id,
        kind="administrator",
        name=row.name,
        administrator_id=row.id,
        learner_id=row.learner,
        role=row.role,
        unit=row.unit,
        unit_name=own.name,
        area=own.area,
    )


@contextmanager
def office(app: Flask, account: str = "office", host: str = "east") -> Iterator[tuple[Site, Viewer, Acting]]:
    """Work as an administrator, in their site's scope."""
    with scope_of_site(app, host) as site:
        who = viewer(account)
        yield site, who, acting(site, who)


def browser(app: Flask, account: str = "office") -> Browser:
    known = Browser(app, "east")
    known.sign_in_administrator(account)
    return known


def offer_here(site: Site, who: Viewer, name: str = YEARLY) -> Offer:
    return offer_of(site, who, name)


def printed(app: Flask, variants: int = 2, room: str = "") -> Printing:
    """Print the yearly exam's papers for its window."""
    with office(app) as (site, who, by):
        offer = offer_here(site, who)
        order = Order(sitting=sittings_of(site, offer)[0], variants=variants, room=room)
        return print_papers(by, who, offer, order)
