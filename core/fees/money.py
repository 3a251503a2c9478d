"""The ledger of money: each movement leaves one account for another; sums are always counted from its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from core.audit.service import Actor
from core.db import db, now
from core.fees.models import ACCOUNTS, FeeEntry, FeeReceipt
from core.tenancy.scope import current_tenant

SIGNED = {
    name: sa.func.coalesce(
        sa.func.sum(sa.case((FeeEntry.debit == name, FeeEntry.fen), else_=0))
        - sa.func.sum(sa.case((FeeEntry.credit == name, FeeEntry.fen), else_=0)),
        0,
    )
    for name in ACCOUNTS
}
"""What an account has taken in less what it has given out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Fen that leave the account ``credit`` for ``debit``, for an order, a receipt or both."""

    debit: str
    credit: str
    fen: int
    order: UUID | None = None
    receipt: UUID | None = None
    reason: str = ""


def hold_ledger() -> None:
    """Wait for whoever else moves this tenant's money, and make others wait until the transaction ends."""
    key = sa.func.hashtextextended(f"fees/{current_tenant()}", 0)
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def post(by: Actor, moved: Movement) -> None:
    """Enter a movement in the caller's transaction."""
    entry = FeeEntry(
        order_id=moved.order,
        receipt=moved.receipt,
        debit=moved.debit,
        credit=moved.credit,
        fen=moved.fen,
        reason=moved.reason,
        at=now(),
        by=by.id,
        by_name=by.name,
    )
    db.session.add(entry)
    db.session.flush()


def due_of(order: UUID) -> int:
    """Return what is still to be paid for an order, in fen; less than nothing when money is to be paid back."""
    return int(db.session.scalar(sa.select(SIGNED["owed"]).where(FeeEntry.order_id == order)) or 0)


def rest_of(receipt: UUID) -> int:
    """Return what of a receipt belongs to no order, in fen."""
    return -int(db.session.scalar(sa.select(SIGNED["unassigned"]).where(FeeEntry.receipt == receipt)) or 0)


def balances() -> dict[str, int]:
    """Return the balance of each account in fen; together they are nothing."""
    row = db.session.execute(sa.select(*SIGNED.values())).one()
    return dict(zip(SIGNED, map(int, row), strict=True))


def movements_of(order: UUID) -> Sequence[FeeEntry]:
    """Return what was charged, paid and paid back for an order, in its course, with what its receipts brought too much."""
    receipts = sa.select(FeeEntry.receipt).where(FeeEntry.order_id == order, FeeEntry.receipt.is_not(None))
    over = sa.and_(FeeEntry.order_id.is_(None), FeeEntry.receipt.in_(receipts))
    query = sa.select(FeeEntry).where(sa.or_(FeeEntry.order_id == order, over))
    return db.session.scalars(query.order_by(FeeEntry.number)).all()


def receipts_of(order: UUID) -> Sequence[FeeReceipt]:
    """Return the receipts that an order was paid from, with those that were taken off it again."""
    paid = sa.select(FeeEntry.receipt).where(FeeEntry.order_id == order, FeeEntry.receipt.is_not(None))
    return db.session.scalars(sa.select(FeeReceipt).where(FeeReceipt.id.in_(paid))).all()


def payers_of(order: UUID) -> Sequence[FeeReceipt]:
    """Return the receipts of which an order has something."""
    has = sa.func.sum(sa.case((FeeEntry.credit == "owed", FeeEntry.fen), else_=-FeeEntry.fen)) > 0
    paid = sa.select(FeeEntry.receipt).where(FeeEntry.order_id == order, FeeEntry.receipt.is_not(None))
    query = sa.select(FeeReceipt).where(FeeReceipt.id.in_(paid.group_by(FeeEntry.receipt).having(has)))
    return db.session.scalars(query).all()
