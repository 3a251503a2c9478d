"""Tables of fees: orders with the seats they pay for, receipts of the bank, and the ledger of money, to which rows are only added."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to

State = Literal["ordered", "voucher_sent", "active", "cancelled", "refunded"]
STATES: tuple[State, ...] = ("ordered", "voucher_sent", "active", "cancelled", "refunded")
OPEN: tuple[State, ...] = ("ordered", "voucher_sent")
"""What money can still come in for."""

STATEMENT_STATES = ("columns", "entering", "entered", "refused")
ACCOUNTS = ("owed", "fees", "bank", "unassigned")
"""What units owe us; what we have charged; what lies in the bank; what came in and is nobody's yet."""


class FeeOrder(TenantOwned, Model):
    """What one unit has ordered for the people of its roster, as it was priced on that day."""

    __tablename__ = "fee_orders"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",)),
        belongs_to("files", "voucher"),
        sa.UniqueConstraint("tenant", "number"),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.CheckConstraint("heads > 0 AND fen > 0", name="something"),
        sa.Index("ix_fee_orders_unit", "tenant", "unit"),
        sa.Index("ix_fee_orders_state", "tenant", "state", "ordered_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True))
    unit: Mapped[str]
    year: Mapped[int]
    heads: Mapped[int]
    fen: Mapped[int] = mapped_column(sa.BigInteger)
    lines: Mapped[list[Any]]
    """The explained lines of the price, as they read when it was ordered."""
    title: Mapped[str]
    """Whom the invoice is made out to."""
    taxpayer: Mapped[str]
    email: Mapped[str]
    contact: Mapped[str]
    phone: Mapped[str]
    state: Mapped[State] = mapped_column(sa.String, default="ordered")
    voucher: Mapped[UUID | None]
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[UUID]
    ordered_by_name: Mapped[str]
    voucher_at: Mapped[datetime | None]
    activated_at: Mapped[datetime | None]
    """When it was paid in full, and by the same act its seats were activated."""
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    """Why it was cancelled or refunded."""
    applicant: Mapped[str] = mapped_column(default="")
    """The name of a unit that had no account when it ordered; until it is paid, ``unit`` is the one above it."""

    @property
    def reference(self) -> str:
        """What the transfer is to name."""
        return f"{self.year}-{self.number:06d}"


class FeeSeat(TenantOwned, Model):
    """A learner whose year an order pays for; there is no second one, so nobody is ordered or paid for twice."""

    __tablename__ = "fee_seats"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        belongs_to("fee_orders", "order_id"),
        sa.Index("ix_fee_seats_order", "tenant", "order_id"),
    )

    learner: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[UUID]
    active: Mapped[bool] = mapped_column(default=False)


class FeeBank(TenantOwned, Model):
    """How a bank heads the columns of its statements; confirmed once, remembered."""

    __tablename__ = "fee_banks"

    name: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[dict[str, Any]]
    """The heading of each field."""
    at: Mapped[datetime]
    by: Mapped[UUID]
    by_name: Mapped[str]


class FeeStatement(TenantOwned, Model):
    """A bank's statement as finance sent it in, and what came of its lines."""

    __tablename__ = "fee_statements"
    __table_args__ = (
        belongs_to("files", "file"),
        sa.CheckConstraint(f"state IN {STATEMENT_STATES}", name="state"),
        sa.Index("ix_fee_statements_at", "tenant", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area: Mapped[str]
    bank: Mapped[str] = mapped_column(default="")
    """The bank whose columns it has; "" until they are chosen."""
    file: Mapped[UUID]
    file_name: Mapped[str]
    state: Mapped[str]
    """columns: somebody has to say which column is what; refused: a line could not be read, nothing was entered."""
    fault: Mapped[dict[str, Any] | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How many lines came in, are new, were known, went out; and the new ones' fen."""
    left_out: Mapped[list[Any]] = mapped_column(default=list)
    """The first of the lines that entered no money, each with the reason."""
    progress: Mapped[UUID | None]
    at: Mapped[datetime]
    by: Mapped[UUID]
    by_name: Mapped[str]


class FeeReceipt(TenantOwned, Model):
    """Money that has come into the account, by the bank's own number; the same number is the same money."""

    __tablename__ = "fee_receipts"
    __table_args__ = (
        belongs_to("fee_statements", "statement"),
        sa.UniqueConstraint("tenant", "serial"),
        sa.CheckConstraint("fen > 0", name="fen"),
        sa.Index("ix_fee_receipts_day", "tenant", "day"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    serial: Mapped[str]
    day: Mapped[date]
    fen: Mapped[int] = mapped_column(sa.BigInteger)
    payer: Mapped[str]
    account: Mapped[str] = mapped_column(default="")
    """The payer's, as the bank has it."""
    remark: Mapped[str] = mapped_column(default="")
    area: Mapped[str] = mapped_column(default="")
    """Whose finance has it: the province's ("") or an area's."""
    statement: Mapped[UUID | None]
    """The statement that it stood on; None for what was entered by hand."""
    line: Mapped[int | None]
    at: Mapped[datetime]
    by: Mapped[UUID]
    by_name: Mapped[str]


class FeeEntry(TenantOwned, Model):
    """One movement of money from one account to another; as each has both sides, the ledger always balances."""

    __tablename__ = "fee_entries"
    __table_args__ = (
        belongs_to("fee_orders", "order_id"),
        belongs_to("fee_receipts", "receipt"),
        sa.CheckConstraint(f"debit IN {ACCOUNTS} AND credit IN {ACCOUNTS} AND debit <> credit", name="sides"),
        sa.CheckConstraint("fen > 0", name="fen"),
        sa.CheckConstraint("order_id IS NOT NULL OR receipt IS NOT NULL", name="whose"),
        sa.Index("ix_fee_entries_order", "tenant", "order_id"),
        sa.Index("ix_fee_entries_receipt", "tenant", "receipt"),
    )

    number: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    order_id: Mapped[UUID | None]
    receipt: Mapped[UUID | None]
    debit: Mapped[str]
    credit: Mapped[str]
    fen: Mapped[int] = mapped_column(sa.BigInteger)
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by: Mapped[UUID]
    by_name: Mapped[str]
