"""Make the table of standings: each learner's verdict of a year with its inputs and what judged it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0005_standings"
down_revision = "0004_exams"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standings",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("learner", sa.Uuid(), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("score", sa.Numeric()),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("earned", sa.Numeric()),
        sa.Column("outcome", JSONB(), nullable=False),
        sa.Column("inputs", JSONB(), nullable=False),
        sa.Column("formula", sa.String(), nullable=False),
        sa.Column("rules_digest", sa.String(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "learner"], ["learners.tenant", "learners.id"], ondelete="CASCADE"
        ),
        sa.Index("ix_standings_state", "tenant", "year", "state"),
    )
    wall(op, "standings")
