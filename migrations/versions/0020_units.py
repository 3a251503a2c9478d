"""Let units be closed from a day on, and keep what happens to the tree with the day it counts from."""

import sqlalchemy as sa
from alembic import op

from migrations.wall import wall

revision = "0020_units"
down_revision = "0012_library"
branch_labels = None
depends_on = None

KEPT = "SELECT, INSERT, UPDATE"
"""A change that waits may be taken back; none is deleted."""

ACTS = ("added", "moved", "merged", "split", "closed", "renamed")
STATES = ("waiting", "done", "withdrawn", "refused")


def upgrade() -> None:
    op.add_column("units", sa.Column("closed_on", sa.Date()))
    op.add_column("units", sa.Column("merged_into", sa.String()))
    op.create_foreign_key(
        "fk_units_merged_into_units", "units", "units", ["tenant", "merged_into"], ["tenant", "code"]
    )
    op.create_table(
        "unit_changes",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("unit", "act", "state")),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String()) for name in ("before", "after")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("reason", "by_name")),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "unit"], ["units.tenant", "units.code"]),
        sa.CheckConstraint(f"act IN {ACTS}", name="act"),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.Index("ix_unit_changes_unit", "tenant", "unit", "number"),
        sa.Index("ix_unit_changes_day", "tenant", "state", "day"),
    )
    wall(op, "unit_changes", KEPT)
