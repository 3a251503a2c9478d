"""The eastern province taking orders on its public page: the unit u1 stands for the area 甲市, new units hang below it."""

import io
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from core.accounts.service import Administrator, Unit
from core.db import db
from core.fees.service import Seen
from core.ordering import service
from core.ordering.models import UnitApplication
from tests.core.fees.world import acting_as, pay
from tests.core.files import samples
from tests.sites import scope_of_site, site_at

AREA = "甲市"
FORM = {
    "name": "甲市图书馆",
    "region": AREA,
    "kind": "institution",
    "heads_asked": "4",
    "title": "甲市图书馆",
    "taxpayer": "11460000008173629F",
    "email": "lib@example.com",
    "contact": "孙九",
    "phone": "0898-65000001",
}
PRICE = 6000
"""Four people at 15 yuan, in fen."""


def prepare(app: Flask) -> None:
    """Give u1 its area and range, u2 a range beside it, and u1's administrator a telephone number."""
    with scope_of_site(app, "east"):
        db.session.execute(sa.update(Unit).where(Unit.code == "u1").values(region=AREA, number_range="100"))
        db.session.execute(sa.update(Unit).where(Unit.code == "u2").values(number_range="101"))
        db.session.execute(
            sa.update(Administrator).where(Administrator.account == "a1").values(phone="138 0000 0009")
        )
        db.session.commit()


def applicant(app: Flask, come_from: str = "10.0.0.1") -> service.Applicant:
    return service.Applicant(site=site_at(app, "east"), from_hash=service.hash_of(come_from))


def applied(app: Flask, come_from: str = "10.0.0.1", **changed: str) -> UnitApplication:
    """An order of a new unit."""
    with scope_of_site(app, "east") as site:
        form = service.new_unit_of(FORM | changed, service.regions_of(site))
        seen = Seen(heads=form.heads, fen=form.heads * 1500)
        return service.apply_new(applicant(app, come_from), form, seen)


def link_of(app: Flask, row: UnitApplication) -> str:
    with scope_of_site(app, "east"):
        return service.address_of(row)


def voucher() -> dict[str, tuple[io.BytesIO, str]]:
    return {"file": (io.BytesIO(samples.PDF), "回单.pdf")}


def paid(app: Flask, order: UUID, fen: int = PRICE, serial: str = "P1") -> None:
    pay(app, order, fen, serial)


__all__ = [
    "AREA",
    "FORM",
    "PRICE",
    "acting_as",
    "applicant",
    "applied",
    "link_of",
    "paid",
    "prepare",
    "voucher",
]
