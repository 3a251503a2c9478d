"""Make the table of papers that are drawn before their sitting opens."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0013_prepared_papers"
down_revision = "0011_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prepared_papers",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("learner", sa.Uuid(), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("exam", sa.String(), primary_key=True),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("tier", "seed")),
        sa.Column("paper", JSONB(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("rules_digest", "bank_digest")),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "learner"], ["learners.tenant", "learners.id"], ondelete="CASCADE"
        ),
    )
    wall(op, "prepared_papers")
