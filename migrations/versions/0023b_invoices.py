"""Keep invoices: one standing at most for an order, and no number of an invoice twice."""

import sqlalchemy as sa
from alembic import op

from migrations.wall import wall

revision = "0023b_invoices"
down_revision = "0026b_transfers"
branch_labels = None
depends_on = None

KEPT = "SELECT, INSERT, UPDATE"
STATES = ("requested", "issued", "red", "withdrawn")
STANDING = ("requested", "issued")


def upgrade() -> None:
    op.create_table(
        "invoices",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        *_texts("title", "taxpayer", "email"),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        *_texts("state", "code", "red_code", "reason"),
        sa.Column("file", sa.Uuid()),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in ("exported_at", "issued_at", "ended_at")),
        sa.ForeignKeyConstraint(["tenant", "order_id"], ["fee_orders.tenant", "fee_orders.id"]),
        sa.ForeignKeyConstraint(["tenant", "file"], ["files.tenant", "files.id"]),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.CheckConstraint("fen > 0", name="fen"),
        sa.Index(
            "uq_invoices_standing",
            "tenant",
            "order_id",
            unique=True,
            postgresql_where=sa.text(f"state IN {STANDING}"),
        ),
        sa.Index("uq_invoices_code", "tenant", "code", unique=True, postgresql_where=sa.text("code <> ''")),
        sa.Index("ix_invoices_state", "tenant", "state", "number"),
    )
    wall(op, "invoices", KEPT)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]
