"""Make the tables of fees: orders, the seats they pay for, receipts of the bank, and the ledger of money."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import APPENDS, wall

revision = "0020_fees"
down_revision = "0012_words"
branch_labels = None
depends_on = None

KEPT = "SELECT, INSERT, UPDATE"
"""An order ends by being cancelled or refunded, never by being taken away."""
STATES = ("ordered", "voucher_sent", "active", "cancelled", "refunded")
ACCOUNTS = ("owed", "fees", "bank", "unassigned")


def upgrade() -> None:
    _orders()
    _seats()
    _receipts()
    _entries()


def _orders() -> None:
    op.create_table(
        "fee_orders",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("year", "heads")),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("lines", JSONB(), nullable=False),
        *_texts("title", "taxpayer", "email", "contact", "phone", "state"),
        sa.Column("voucher", sa.Uuid()),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by", sa.Uuid(), nullable=False),
        *_texts("ordered_by_name"),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in ("voucher_at", "activated_at", "ended_at")),
        *_texts("reason"),
        sa.ForeignKeyConstraint(["tenant", "unit"], ["units.tenant", "units.code"]),
        sa.ForeignKeyConstraint(["tenant", "voucher"], ["files.tenant", "files.id"]),
        sa.UniqueConstraint("tenant", "number"),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.CheckConstraint("heads > 0 AND fen > 0", name="something"),
        sa.Index("ix_fee_orders_unit", "tenant", "unit"),
        sa.Index("ix_fee_orders_state", "tenant", "state", "ordered_at"),
    )
    wall(op, "fee_orders", KEPT)


def _seats() -> None:
    op.create_table(
        "fee_seats",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("learner", sa.Uuid(), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "learner"], ["learners.tenant", "learners.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant", "order_id"], ["fee_orders.tenant", "fee_orders.id"]),
        sa.Index("ix_fee_seats_order", "tenant", "order_id"),
    )
    wall(op, "fee_seats")


def _receipts() -> None:
    op.create_table(
        "fee_receipts",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        *_texts("serial"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        *_texts("payer"),
        *_by(),
        sa.UniqueConstraint("tenant", "serial"),
        sa.CheckConstraint("fen > 0", name="fen"),
        sa.Index("ix_fee_receipts_day", "tenant", "day"),
    )
    wall(op, "fee_receipts", APPENDS)


def _entries() -> None:
    op.create_table(
        "fee_entries",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        *(sa.Column(name, sa.Uuid()) for name in ("order_id", "receipt")),
        *_texts("debit", "credit"),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        *_texts("reason"),
        *_by(),
        sa.ForeignKeyConstraint(["tenant", "order_id"], ["fee_orders.tenant", "fee_orders.id"]),
        sa.ForeignKeyConstraint(["tenant", "receipt"], ["fee_receipts.tenant", "fee_receipts.id"]),
        sa.CheckConstraint(f"debit IN {ACCOUNTS} AND credit IN {ACCOUNTS} AND debit <> credit", name="sides"),
        sa.CheckConstraint("fen > 0", name="fen"),
        sa.CheckConstraint("order_id IS NOT NULL OR receipt IS NOT NULL", name="whose"),
        sa.Index("ix_fee_entries_order", "tenant", "order_id"),
        sa.Index("ix_fee_entries_receipt", "tenant", "receipt"),
    )
    wall(op, "fee_entries", APPENDS)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _by() -> list[sa.Column[object]]:
    return [
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
    ]
