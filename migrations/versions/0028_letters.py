"""Make the tables of urging letters: what was ordered, the letters, which are only ever added to, and their receipts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import APPENDS, wall

revision = "0028_letters"
down_revision = "0026c_bulk_acts"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
CHECKS = {
    "kind": "kind IN ('units', 'people', 'letters')",
    "form": "form IN ('xlsx', 'pdf', 'csv', 'zip')",
}


def upgrade() -> None:
    for name, check in CHECKS.items():
        op.drop_constraint(f"ck_report_files_{name}", "report_files")
        op.create_check_constraint(op.f(f"ck_report_files_{name}"), "report_files", check)
    _runs()
    _letters()
    _receipts()


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _key(name: str = "id") -> list[sa.Column[str]]:
    return [
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column(name, sa.Uuid(), primary_key=True),
    ]


def _runs() -> None:
    op.create_table(
        "letter_runs",
        *_key(),
        *_texts("area", "unit"),
        sa.Column("units", JSONB(), nullable=False),
        *_texts("asked"),
        sa.Column("wording", JSONB(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        *_texts("asked_by_name"),
        sa.Column("progress", sa.Uuid(), nullable=False),
    )
    wall(op, "letter_runs")


def _letters() -> None:
    op.create_table(
        "urging_letters",
        *_key(),
        sa.Column("run", sa.Uuid(), nullable=False),
        *_texts("number", "unit", "to_unit", "to_name", "title", "issuer"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("year", "numbered_year", "serial")),
        sa.Column("day", sa.Date()),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        *_texts("sent_by_name"),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.UniqueConstraint("tenant", "unit", "numbered_year", "serial"),
        sa.UniqueConstraint("tenant", "run", "to_unit"),
        sa.CheckConstraint("serial > 0", name="serial"),
        sa.Index("ix_urging_letters_to_unit", "tenant", "to_unit", "sent_at"),
        sa.Index("ix_urging_letters_unit", "tenant", "unit", "sent_at"),
    )
    wall(op, "urging_letters", APPENDS)


def _receipts() -> None:
    op.create_table(
        "letter_receipts",
        *_key("letter"),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        *_texts("by_name", "answer"),
        sa.ForeignKeyConstraint(["tenant", "letter"], ["urging_letters.tenant", "urging_letters.id"]),
    )
    wall(op, "letter_receipts", APPENDS)
