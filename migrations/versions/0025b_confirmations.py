"""Keep who has confirmed the details of a year, learners and units, and who says that something is wrong."""

import sqlalchemy as sa
from alembic import op

from migrations.wall import hold_closed_years, wall

revision = "0025b_confirmations"
down_revision = "0028c_campaigns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _table("learner_confirmations", sa.Column("learner", sa.Uuid(), primary_key=True), "learners", "id")
    _table("unit_confirmations", sa.Column("unit", sa.String(), primary_key=True), "units", "code")
    hold_closed_years(op, "learner_confirmations", "learner")
    hold_closed_years(op, "unit_confirmations", "unit")


def _table(name: str, subject: "sa.Column[object]", parent: str, target: str) -> None:
    op.create_table(
        name,
        sa.Column("tenant", sa.String(40), primary_key=True),
        subject,
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('confirmed', 'wrong')", name="state"),
        sa.ForeignKeyConstraint(
            ["tenant", subject.name], [f"{parent}.tenant", f"{parent}.{target}"], ondelete="CASCADE"
        ),
    )
    wall(op, name)
