"""Keep the public face of places: details, codes to scan, announcements, downloads."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0030_front"
down_revision = "0025_years"
branch_labels = None
depends_on = None

STATES = ("draft", "published", "withdrawn")
AUDIENCES = ("everyone", "learners", "administrators")


def upgrade() -> None:
    op.create_table(
        "front_pages",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("area", sa.String(), primary_key=True),
        sa.Column("hotlines", JSONB(), nullable=False),
        *_texts("filing", "police"),
        *_changed(),
    )
    op.create_table(
        "front_codes",
        *_own(),
        *_texts("caption"),
        sa.Column("file", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        _file(),
    )
    op.create_table(
        "announcements",
        *_own(),
        *_texts("state", "title", "title_en", "text", "format", "text_en"),
        *_flags("pinned", "below"),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date()),
        *_changed(),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_announcements_state")),
    )
    op.create_table(
        "downloads",
        *_own(),
        *_texts("title", "title_en", "note", "audience"),
        *_flags("below"),
        sa.Column("file", sa.Uuid(), nullable=False),
        *_changed(),
        _file(),
        sa.CheckConstraint(f"audience IN {AUDIENCES}", name=op.f("ck_downloads_audience")),
    )
    op.create_index("ix_announcements_area", "announcements", ["tenant", "area", "state", "first_day"])
    for table in ("front_codes", "downloads"):
        op.create_index(f"ix_{table}_area", table, ["tenant", "area"])
    for table in ("front_pages", "front_codes", "announcements", "downloads"):
        wall(op, table)


def _own() -> list[sa.Column]:
    keys = [
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
    ]
    return [*keys, sa.Column("area", sa.String(), nullable=False)]


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _flags(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]


def _changed() -> list[sa.Column]:
    return [
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        *_texts("changed_by_name"),
    ]


def _file() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant", "file"], ["files.tenant", "files.id"])
