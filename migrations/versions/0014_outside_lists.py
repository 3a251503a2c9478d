"""Make the table of lists of marks and credit that came from outside, each with its file."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0014_outside_lists"
down_revision = "0012_studied"
branch_labels = None
depends_on = None

KEPT = "SELECT, INSERT, UPDATE"
"""A list is never taken away: its file is the evidence of what was entered."""


def upgrade() -> None:
    op.create_table(
        "outside_lists",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "area", "unit", "role", "exam")),
        sa.Column("sat_at", sa.DateTime(timezone=True)),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("file", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("file_name", "state", "reason")),
        *(sa.Column(name, JSONB(), nullable=False) for name in ("rows", "counts")),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("progress", sa.Uuid()),
        sa.Column("partly", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "file"], ["files.tenant", "files.id"]),
        sa.CheckConstraint("kind IN ('marks', 'credit')", name="kind"),
        sa.CheckConstraint("state IN ('preview', 'applying', 'applied', 'stopped')", name="state"),
        sa.Index("ix_outside_lists_at", "tenant", "year", "at"),
    )
    wall(op, "outside_lists", KEPT)
