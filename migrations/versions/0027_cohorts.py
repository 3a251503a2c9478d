"""Keep departments' lists of cohorts: who sits with one besides those whom the rules name, from when to when, and why."""

import sqlalchemy as sa
from alembic import op

from migrations.wall import wall

revision = "0027_cohorts"
down_revision = "0021_exemption_reviews"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cohort_lists",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("cohort", "title", "unit")),
        *(sa.Column(name, sa.Date()) for name in ("first", "last")),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.ForeignKeyConstraint(["tenant", "unit"], ["units.tenant", "units.code"]),
        sa.UniqueConstraint("tenant", "year", "cohort", "title"),
        sa.CheckConstraint("(first IS NULL) = (last IS NULL) AND first <= last", name="days"),
    )
    op.create_table(
        "cohort_entries",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("list", sa.Uuid(), nullable=False),
        sa.Column("learner", sa.Uuid()),
        sa.Column("unit", sa.String()),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("since", "until")),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("reason", "by_name", "ended_by", "ended_why")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "list"], ["cohort_lists.tenant", "cohort_lists.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "learner"], ["learners.tenant", "learners.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant", "unit"], ["units.tenant", "units.code"]),
        sa.CheckConstraint("(learner IS NULL) <> (unit IS NULL)", name="one_of_both"),
        sa.Index("ix_cohort_entries_learner", "tenant", "learner"),
        sa.Index("ix_cohort_entries_unit", "tenant", "unit"),
        sa.Index("ix_cohort_entries_list", "tenant", "list"),
    )
    for table in ("cohort_lists", "cohort_entries"):
        wall(op, table)
