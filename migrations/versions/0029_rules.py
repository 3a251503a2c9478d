"""Keep drafts of the yearly rules, their versions, acts and dry runs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import APPENDS, wall

revision = "0029_rules"
down_revision = "0026_roles"
branch_labels = None
depends_on = None

STATES = ("draft", "submitted", "approved", "published", "withdrawn", "dropped")
OPEN = ("draft", "submitted", "approved")
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _drafts()
    _versions()
    _acts()
    _dry_runs()
    for table in ("rule_drafts", "rule_dry_runs"):
        wall(op, table)
    for table in ("rule_versions", "rule_acts"):
        wall(op, table, APPENDS)


def _drafts() -> None:
    op.create_table(
        "rule_drafts",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("area", sa.String(120), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(80), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(120), nullable=False),
        sa.Column("since", sa.Date()),
        sa.Column("started_at", AT, nullable=False),
        sa.Column("changed_at", AT, nullable=False),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_rule_drafts_state")),
        sa.CheckConstraint(
            "state <> 'published' OR since IS NOT NULL", name=op.f("ck_rule_drafts_published_since")
        ),
    )
    op.create_index(
        "uq_rule_drafts_open",
        "rule_drafts",
        ["tenant", "area", "file"],
        unique=True,
        postgresql_where=sa.text(f"state IN {OPEN}"),
    )


def _versions() -> None:
    op.create_table(
        "rule_versions",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("draft", sa.Uuid(), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("cases", sa.String(), nullable=False),
        *_who(),
        sa.Column("why", sa.String(), nullable=False),
        _of_draft(),
    )


def _acts() -> None:
    op.create_table(
        "rule_acts",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("draft", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_who(),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        _of_draft(),
    )


def _dry_runs() -> None:
    op.create_table(
        "rule_dry_runs",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("draft", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Uuid()),
        *_who(),
        sa.Column("outcome", JSONB()),
        _of_draft(),
    )
    op.create_index("ix_rule_dry_runs_draft", "rule_dry_runs", ["tenant", "draft"])


def _who() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", AT, nullable=False),
    )


def _of_draft() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant", "draft"], ["rule_drafts.tenant", "rule_drafts.id"], ondelete="CASCADE"
    )
