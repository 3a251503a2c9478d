"""The open money and the open orders of a finance, and what the one is proposed to pay of the other."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from core.accounts.service import Acting, Unit
from core.db import db
from core.decisions.values import say
from core.errors import NotFound
from core.fees.finding import due_of_order
from core.fees.matching import Matched, Money, Owed, propose
from core.fees.models import OPEN, FeeEntry, FeeOrder, FeeReceipt
from core.fees.money import SIGNED

Row = TypeVar("Row", bound=tuple[Any, ...])
REST = -SIGNED["unassigned"]
NO_RECEIPT = say("There is no such money here.")


@dataclass(frozen=True, slots=True)
class Held:
    """A receipt and what of it belongs to no order, in fen."""

    receipt: FeeReceipt
    rest: int


def matched(by: Acting) -> Matched:
    """Return what the open money of a finance is proposed to pay, and what is left in suspense."""
    return propose(open_money(by), open_orders(by))


def open_money(by: Acting) -> list[Money]:
    """Return the money that came in and belongs to no order yet, the oldest first.

    In two steps: the database would join after a large statement as if the tables were still empty.
    """
    sums = sa.select(FeeEntry.receipt, REST).where(FeeEntry.receipt.is_not(None)).group_by(FeeEntry.receipt)
    rests = dict(db.session.execute(sums.having(REST > 0)).tuples().all())
    columns = (FeeReceipt.id, FeeReceipt.day, FeeReceipt.payer, FeeReceipt.remark)
    mine = sa.select(*columns).where(FeeReceipt.area == by.site.area, _among(rests))
    return [
        Money(id=key, fen=int(rests[key]), day=day, payer=payer, remark=remark)
        for key, day, payer, remark in db.session.execute(mine.order_by(FeeReceipt.day, FeeReceipt.id))
    ]


def open_orders(by: Acting) -> list[Owed]:
    """Return the orders that are to be paid still, with the names that a payer may have."""
    units = {code: (name, parent) for code, name, parent in _units()}
    query = sa.select(FeeOrder, due_of_order()).where(
        FeeOrder.state.in_(OPEN), FeeOrder.unit.in_(by.scope.units)
    )
    return [
        Owed(
            id=order.id,
            reference=order.reference,
            fen=int(due),
            names=(order.applicant or units[order.unit][0], order.title),
            above=_above(units, order.unit, itself=bool(order.applicant)),
        )
        for order, due in db.session.execute(query.order_by(FeeOrder.number))
        if due > 0
    ]


def receipt_of(by: Acting, number: UUID) -> Held:
    """Return a receipt of the finance who acts; NotFound for every other."""
    query = _joined(sa.select(FeeReceipt, REST)).where(
        FeeReceipt.id == number, FeeReceipt.area == by.site.area
    )
    found = db.session.execute(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound(NO_RECEIPT)
    return Held(found[0], int(found[1]))


def held(receipts: Sequence[UUID]) -> Mapping[UUID, FeeReceipt]:
    """Return receipts by their keys."""
    return {row.id: row for row in db.session.scalars(sa.select(FeeReceipt).where(_among(receipts)))}


def movements_of_receipt(receipt: UUID) -> Sequence[tuple[FeeEntry, FeeOrder | None]]:
    """Return every movement of a receipt's money with the order that it was for."""
    order = sa.and_(FeeOrder.tenant == FeeEntry.tenant, FeeOrder.id == FeeEntry.order_id)
    query = sa.select(FeeEntry, FeeOrder).outerjoin(FeeOrder, order).where(FeeEntry.receipt == receipt)
    return db.session.execute(query.order_by(FeeEntry.number)).tuples().all()


def _among(receipts: Collection[Any]) -> sa.ColumnElement[bool]:
    """One parameter, however many there are."""
    return FeeReceipt.id == sa.any_(sa.cast(list(receipts), ARRAY(sa.Uuid())))


def _joined(query: sa.Select[Row]) -> sa.Select[Row]:
    entries = sa.and_(FeeEntry.tenant == FeeReceipt.tenant, FeeEntry.receipt == FeeReceipt.id)
    return query.join(FeeEntry, entries).group_by(FeeReceipt.tenant, FeeReceipt.id)


def _units() -> Sequence[tuple[str, str, str | None]]:
    return db.session.execute(sa.select(Unit.code, Unit.name, Unit.parent)).tuples().all()


def _above(units: Mapping[str, tuple[str, str | None]], code: str, *, itself: bool) -> tuple[str, ...]:
    """The names of the units above one; with ``itself`` its own too, since a unit to be stands at the one above it."""
    names: list[str] = []
    here: str | None = code if itself else units[code][1]
    while here is not None and len(names) < len(units):
        names.append(units[here][0])
        here = units[here][1]
    return tuple(names)
