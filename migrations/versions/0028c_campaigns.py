"""Make the table of planned notices, and let a delivery have come back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0028c_campaigns"
down_revision = "0028b_count_days"
branch_labels = None
depends_on = None

STATES = ("waiting", "sent", "failed", "stopped", "bounced")


def upgrade() -> None:
    op.drop_constraint("ck_message_deliveries_state", "message_deliveries")
    op.create_check_constraint(
        op.f("ck_message_deliveries_state"), "message_deliveries", f"state IN {STATES}"
    )
    op.create_table(
        "campaign_plans",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("states", JSONB(), nullable=False),
        sa.Column("below", sa.Integer()),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("campaign", sa.Uuid()),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'begun', 'nobody', 'stopped', 'void')", name="state"),
        sa.CheckConstraint("anchor IN ('study', 'exams', 'year', 'day')", name="anchor"),
        sa.ForeignKeyConstraint(["tenant", "unit"], ["units.tenant", "units.code"]),
        sa.Index("ix_campaign_plans_waiting", "tenant", postgresql_where=sa.text("state = 'waiting'")),
    )
    wall(op, "campaign_plans")
