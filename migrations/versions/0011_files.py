"""Make the tables of kept files, of the files of lessons, and of where a learner's video stopped."""

import sqlalchemy as sa
from alembic import op

from migrations.wall import wall

revision = "0011_files"
down_revision = "0012_authoring"
branch_labels = None
depends_on = None

KEPT = "SELECT, INSERT, UPDATE"
"""A file is forgotten, its row stays."""


def upgrade() -> None:
    _files()
    _lesson_files()
    _play_positions()


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("id", sa.Uuid(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "media_type", "family")),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("seconds", sa.Numeric()),
        *(sa.Column(name, sa.Integer()) for name in ("width", "height")),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_by_name", sa.String(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("size > 0", name="size"),
        sa.Index("ix_files_uploaded_at", "tenant", "uploaded_at"),
    )
    wall(op, "files", KEPT)


def _lesson_files() -> None:
    op.create_table(
        "lesson_files",
        sa.Column("tenant", sa.String(40), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.String(), primary_key=True) for name in ("course", "lesson")),
        sa.Column("file", sa.Uuid(), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("role", "title")),
        sa.ForeignKeyConstraint(
            ["tenant", "year", "course", "lesson"],
            ["lessons.tenant", "lessons.year", "lessons.course", "lessons.code"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant", "file"], ["files.tenant", "files.id"]),
        sa.CheckConstraint("role IN ('video', 'audio', 'pdf', 'image', 'download')", name="role"),
        sa.Index("ix_lesson_files_file", "tenant", "file"),
    )
    wall(op, "lesson_files")


def _play_positions() -> None:
    op.create_table(
        "play_positions",
        sa.Column("tenant", sa.String(40), primary_key=True),
        *(sa.Column(name, sa.Uuid(), primary_key=True) for name in ("learner", "file")),
        sa.Column("seconds", sa.Numeric(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "learner"], ["learners.tenant", "learners.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant", "file"], ["files.tenant", "files.id"]),
    )
    wall(op, "play_positions")
