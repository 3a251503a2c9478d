"""Make the record of what happened at an attempt, and count how often its paper was opened."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import APPENDS, wall

revision = "0007_attempt_events"
down_revision = "0006_certificates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempts", sa.Column("pages", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "attempt_events",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("attempt", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("detail", JSONB(), nullable=False, server_default="{}"),
        sa.ForeignKeyConstraint(
            ["tenant", "attempt"], ["attempts.tenant", "attempts.id"], ondelete="CASCADE"
        ),
    )
    wall(op, "attempt_events", APPENDS)
