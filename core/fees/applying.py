"""Orders of units to be: so many people without names, standing at the unit above until the payment opens the new one."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Unit, rules_of
from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.charges import Charge
from core.decisions.stored import store_line
from core.fees.forms import Buyer
from core.fees.models import FeeOrder
from core.fees.money import Movement, post
from core.web.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a unit to be orders."""

    name: str
    parent: Unit
    heads: int
    charge: Charge
    buyer: Buyer


def enter_applied(by: Actor, site: Site, applied: Applied) -> FeeOrder:
    """Enter the order of a unit to be, in the caller's transaction; its seats are taken when it has a roster."""
    buyer = applied.buyer
    row = FeeOrder(
        unit=applied.parent.code,
        applicant=applied.name,
        year=rules_of(site, applied.parent.area).year,
        heads=applied.heads,
        fen=applied.charge.fen,
        lines=[store_line(line) for line in applied.charge.lines],
        title=buyer.title,
        taxpayer=buyer.taxpayer,
        email=buyer.email,
        contact=buyer.contact,
        phone=buyer.phone,
        ordered_at=now(),
        ordered_by=by.id,
        ordered_by_name=by.name,
    )
    db.session.add(row)
    db.session.flush()
    post(by, Movement(debit="owed", credit="fees", fen=row.fen, order=row.id))
    note(by, "place_order", row.reference, heads=str(row.heads), fen=str(row.fen), unit=applied.name)
    return row


def order_of(order: UUID, *, lock: bool = False) -> FeeOrder:
    """Return an order for whoever has shown that it is theirs; raises NoResultFound."""
    query = sa.select(FeeOrder).where(FeeOrder.id == order).execution_options(populate_existing=True)
    return db.session.scalars(query.with_for_update() if lock else query).one()
