"""Seats paid for before there was a roster: whoever comes into the unit takes one, until none is left."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from core.accounts.service import Learner
from core.db import db
from core.fees.models import FeeOrder, FeeSeat
from core.fees.money import hold_ledger


def seat_newcomers(units: Collection[str] | None = None) -> int:
    """Give free seats of paid orders to the active learners of these units, or of all, who have none, and commit; returns how many."""
    hold_ledger()
    seated = sum(_fill(order) for order in _with_free_seats(units))
    db.session.commit()
    return seated


def free_seats(order: FeeOrder) -> int:
    """Return how many seats of a paid order are nobody's yet."""
    if order.state != "active" or not order.applicant:
        return 0
    taken = sa.select(sa.func.count()).select_from(FeeSeat).where(FeeSeat.order_id == order.id)
    return order.heads - (db.session.scalar(taken) or 0)


def units_of(learners: Collection[UUID]) -> set[str]:
    """Return the units of learners."""
    return set(db.session.scalars(sa.select(Learner.unit).where(Learner.id.in_(learners))))


def _with_free_seats(units: Collection[str] | None) -> list[FeeOrder]:
    query = sa.select(FeeOrder).where(FeeOrder.state == "active", FeeOrder.applicant != "")
    if units is not None:
        query = query.where(FeeOrder.unit.in_(units))
    orders = db.session.scalars(query.order_by(FeeOrder.number))
    return [order for order in orders if free_seats(order) > 0]


def _fill(order: FeeOrder) -> int:
    seated = sa.select(FeeSeat.learner).where(FeeSeat.year == order.year)
    query = (
        sa.select(Learner.id)
        .where(Learner.unit == order.unit, Learner.active, Learner.id.not_in(seated))
        .order_by(Learner.account)
        .limit(free_seats(order))
    )
    seats = [
        {"tenant": order.tenant, "learner": one, "year": order.year, "order_id": order.id, "active": True}
        for one in db.session.scalars(query)
    ]
    if seats:
        db.session.execute(insert(FeeSeat).on_conflict_do_nothing(), seats)
    return len(seats)
