"""Keep payments that were begun online."""

import sqlalchemy as sa
from alembic import op

from migrations.wall import wall

revision = "0023c_payments"
down_revision = "0027c_exemption_ends"
branch_labels = None
depends_on = None

STATES = ("waiting", "paid", "odd", "closed")


def upgrade() -> None:
    op.create_table(
        "online_payments",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        *_texts("channel", "number"),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        *_texts("code", "state", "transaction"),
        sa.Column("came_fen", sa.BigInteger(), nullable=False),
        *_texts("fault"),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["tenant", "order_id"], ["fee_orders.tenant", "fee_orders.id"]),
        sa.UniqueConstraint("tenant", "number"),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.CheckConstraint("fen > 0", name="fen"),
        sa.Index("ix_online_payments_order", "tenant", "order_id"),
        sa.Index(
            "ix_online_payments_waiting", "tenant", "begun_at", postgresql_where=sa.text("state = 'waiting'")
        ),
    )
    wall(op, "online_payments", "SELECT, INSERT, UPDATE")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]
