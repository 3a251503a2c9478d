"""Make the tables of bank statements, and say of a receipt where it comes from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0022_statements"
down_revision = "0023b_invoices"
branch_labels = None
depends_on = None

STATES = ("columns", "entering", "entered", "refused")


def upgrade() -> None:
    _banks()
    _statements()
    for name in ("account", "remark", "area"):
        op.add_column("fee_receipts", sa.Column(name, sa.String(), nullable=False, server_default=""))
        op.alter_column("fee_receipts", name, server_default=None)
    op.add_column("fee_receipts", sa.Column("statement", sa.Uuid()))
    op.add_column("fee_receipts", sa.Column("line", sa.Integer()))
    op.create_foreign_key(None, "fee_receipts", "fee_statements", ["tenant", "statement"], ["tenant", "id"])


def _banks() -> None:
    op.create_table(
        "fee_banks",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("columns", JSONB(), nullable=False),
        *_by(),
    )
    wall(op, "fee_banks")


def _statements() -> None:
    op.create_table(
        "fee_statements",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("area", "bank")),
        sa.Column("file", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("file_name", "state")),
        sa.Column("fault", JSONB()),
        *(sa.Column(name, JSONB(), nullable=False) for name in ("counts", "left_out")),
        sa.Column("progress", sa.Uuid()),
        *_by(),
        sa.ForeignKeyConstraint(["tenant", "file"], ["files.tenant", "files.id"]),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.Index("ix_fee_statements_at", "tenant", "at"),
    )
    wall(op, "fee_statements")


def _by() -> list[sa.Column[object]]:
    return [
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
    ]
