"""Keep orders that book or release many places at once: what was asked, what is proposed for each, and what came of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0027b_booking"
down_revision = "0024b_recoveries"
branch_labels = None
depends_on = None

STATES = ("planning", "planned", "running", "done", "stopped")
OUTCOMES = ("planned", "booked", "moved", "kept", "released", "refused")


def upgrade() -> None:
    op.create_table(
        "booking_orders",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("exam", "area", "unit", "kind", "state")),
        *(sa.Column(name, JSONB(), nullable=False) for name in ("asked", "counts")),
        sa.Column("fault", JSONB()),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("progress", sa.Uuid()),
        sa.ForeignKeyConstraint(["tenant", "unit"], ["units.tenant", "units.code"]),
        sa.CheckConstraint("kind IN ('book', 'release')", name="kind"),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.Index("ix_booking_orders_at", "tenant", "year", "exam", "at"),
    )
    op.create_table(
        "booking_lines",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("batch", sa.Uuid(), primary_key=True),
        sa.Column("learner", sa.Uuid(), primary_key=True),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in ("opens", "was")),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("why", JSONB()),
        sa.ForeignKeyConstraint(
            ["tenant", "batch"], ["booking_orders.tenant", "booking_orders.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "learner"], ["learners.tenant", "learners.id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        sa.Index("ix_booking_lines_outcome", "tenant", "batch", "outcome", "opens"),
    )
    for table in ("booking_orders", "booking_lines"):
        wall(op, table)
