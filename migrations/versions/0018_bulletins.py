"""Make the table of bulletins, which are only ever added to, and that of exported reports, which are forgotten."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import APPENDS, wall

revision = "0018_bulletins"
down_revision = "0013_reserved_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _bulletins()
    _exports()


def _bulletins() -> None:
    op.create_table(
        "bulletins",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("area", "number", "unit", "title", "issuer")
        ),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("year", "numbered_year", "serial")),
        sa.Column("day", sa.Date()),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("issued_by_name", sa.String(), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.UniqueConstraint("tenant", "unit", "numbered_year", "serial"),
        sa.CheckConstraint("serial > 0", name="serial"),
        sa.Index("ix_bulletins_issued", "tenant", "issued_at"),
    )
    wall(op, "bulletins", APPENDS)


def _exports() -> None:
    op.create_table(
        "report_files",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("kind", "form", "name", "asked", "area", "language")
        ),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("progress", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.CheckConstraint("kind IN ('units', 'people')", name="kind"),
        sa.CheckConstraint("form IN ('xlsx', 'pdf', 'csv')", name="form"),
        sa.Index("ix_report_files_asked_by", "tenant", "asked_by", "asked_at"),
    )
    wall(op, "report_files")
