"""Keep what is done to many learners at once, with what came of each."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0026c_bulk_acts"
down_revision = "0024_registrations"
branch_labels = None
depends_on = None

ACTS = ("deactivate", "reactivate", "reset", "move", "set", "clear")


def upgrade() -> None:
    op.create_table(
        "bulk_acts",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("details", JSONB(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *(sa.Column(name, JSONB(), nullable=False) for name in ("learners", "results")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("unit", "area")),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("progress", sa.Uuid()),
        sa.ForeignKeyConstraint(["tenant", "unit"], ["units.tenant", "units.code"]),
        sa.CheckConstraint(f"act IN {ACTS}", name="act"),
        sa.Index("ix_bulk_acts_at", "tenant", "at"),
    )
    wall(op, "bulk_acts")


def downgrade() -> None:
    op.drop_table("bulk_acts")
