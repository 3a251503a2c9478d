"""The cast's eastern province with papers on paper: its office prints, its learners sit in a room without network."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask

from core.accounts.models import Administrator
from core.accounts.service import Acting, acting, unit
from core.db import db
from core.exams.service import AttemptRow
from core.outside.importing import Sent, apply_later, enter_list, list_in, preview
from core.outside.lists import Kind
from core.outside.models import OutsideList, Printing
from core.outside.offers import Offer, offer_of, sittings_of
from core.outside.printing import Order, print_papers
from core.web.site import Site, Viewer
from tests.sites import Browser, learner_id, scope_of_site

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


SAT = datetime(2024, 5, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
REFERENCE = "甲司考〔2024〕3号"


def previewed(
    app: Flask,
    content: str | bytes,
    *,
    kind: Kind = "marks",
    account: str = "office",
    reference: str = REFERENCE,
) -> OutsideList:
    """Send a list in as an administrator, up to its preview."""
    raw = content.encode() if isinstance(content, str) else content
    with office(app, account) as (_, who, by):
        sent = Sent(
            kind=kind,
            year=2024,
            name="名单.csv",
            stream=BytesIO(raw),
            exam="yearly" if kind == "marks" else "",
            sat_at=SAT if kind == "marks" else None,
            reference=reference if kind == "marks" else "",
        )
        return preview(by, who, sent)


def applied(app: Flask, row: OutsideList, *, partly: bool = False, account: str = "office") -> OutsideList:
    """Have a list entered, as its worker does it."""
    with office(app, account) as (_, _, by):
        apply_later(by, row.id, "乡镇考点没有网络", partly=partly)
        progress = str(list_in(by, row.id).progress)
    with app.app_context():
        enter_list.run("east", progress, {"number": str(row.id)})
    with office(app, account) as (_, _, by):
        return list_in(by, row.id)


def whats(row: OutsideList) -> list[str]:
    return [kept["what"] for kept in row.rows]


def attempts_of(app: Flask, account: str = "1001") -> list[AttemptRow]:
    learner = learner_id(app, "east", account)
    with scope_of_site(app, "east"):
        query = sa.select(AttemptRow).where(AttemptRow.learner == learner).order_by(AttemptRow.number)
        return list(db.session.scalars(query.execution_options(populate_existing=True)))
