"""Make the tables of roster imports with their rows, and of account numbers handed out beforehand."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0017_rosters"
down_revision = "0018_reports"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _numbers()
    _imports()
    _rows()


def tenant() -> sa.Column[str]:
    return sa.Column("tenant", sa.String(40), primary_key=True)


def words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def own(table: str, column: str, target: str = "id", ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant", column], [f"{table}.tenant", f"{table}.{target}"], ondelete=ondelete
    )


def _numbers() -> None:
    op.create_table(
        "issued_numbers",
        tenant(),
        sa.Column("number", sa.String(), primary_key=True),
        *words("unit"),
        sa.Column("issued_at", MOMENT, server_default=sa.func.now(), nullable=False),
        own("units", "unit", "code"),
        sa.Index("ix_issued_numbers_unit", "tenant", "unit"),
    )
    wall(op, "issued_numbers")


def _imports() -> None:
    states = ("checking", "unreadable", "preview", "applying", "applied", "stopped")
    op.create_table(
        "roster_imports",
        tenant(),
        sa.Column("id", sa.Uuid(), primary_key=True),
        *words("kind", "unit", "area"),
        sa.Column("file", sa.Uuid(), nullable=False),
        *words("file_name", "state"),
        sa.Column("counts", JSONB(), nullable=False),
        sa.Column("fault", JSONB()),
        sa.Column("partly", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        *words("by_name"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("progress", sa.Uuid()),
        own("units", "unit", "code"),
        own("files", "file"),
        sa.CheckConstraint(f"state IN {states}", name="state"),
        sa.Index("ix_roster_imports_at", "tenant", "at"),
    )
    wall(op, "roster_imports")


def _rows() -> None:
    op.create_table(
        "roster_rows",
        tenant(),
        sa.Column("import_id", sa.Uuid(), primary_key=True),
        sa.Column("line", sa.Integer(), primary_key=True, autoincrement=False),
        *words("what", "key", "name", "unit"),
        *(sa.Column(name, JSONB(), nullable=False) for name in ("why", "changes", "cells")),
        own("roster_imports", "import_id", ondelete="CASCADE"),
        sa.Index("ix_roster_rows_what", "tenant", "import_id", "what", "line"),
    )
    wall(op, "roster_rows")
