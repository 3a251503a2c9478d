"""Give questions their review, validity and staleness; make the tables of their figures, imports and changed works."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0007_bank"
down_revision = "0007_attempt_events"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NOBODY = sa.text("''")


def upgrade() -> None:
    review_questions()
    admit_editors()
    make_figures()
    make_imports()
    make_changes()


def tenant() -> sa.Column[str]:
    return sa.Column("tenant", sa.String(40), primary_key=True)


def words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def review_questions() -> None:
    """Let the old version go on adding questions: what it does not name is filled in."""
    for name in ("subject", "edited_by_name", "stale_why"):
        op.add_column("questions", sa.Column(name, sa.String(), server_default=NOBODY, nullable=False))
    for name in ("valid_from", "valid_until", "stale"):
        op.add_column("questions", sa.Column(name, sa.Date()))
    for name in ("edited_by", "checked_by"):
        op.add_column("questions", sa.Column(name, sa.Uuid()))
    op.add_column("questions", sa.Column("edits", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("questions", sa.Column("edited_at", MOMENT, server_default=sa.func.now(), nullable=False))
    op.drop_constraint(op.f("ck_questions_state"), "questions")
    op.create_check_constraint(
        "state", "questions", "state IN ('draft', 'sent', 'checked', 'live', 'retired')"
    )
    op.create_check_constraint("validity", "questions", "valid_from <= valid_until")
    op.create_index(
        "uq_questions_in_work",
        "questions",
        ["tenant", "year", "code"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'sent', 'checked')"),
    )


def admit_editors() -> None:
    op.drop_constraint(op.f("ck_administrators_role"), "administrators")
    op.create_check_constraint(
        "role", "administrators", "role IN ('unit_administrator', 'provincial_office', 'content_editor')"
    )


def make_figures() -> None:
    op.create_table(
        "question_figures",
        tenant(),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("exam", sa.String(), primary_key=True),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("marked", sa.Integer(), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("discrimination", sa.Numeric()),
        sa.Column("counted_at", MOMENT, nullable=False),
    )
    wall(op, "question_figures")


def make_imports() -> None:
    op.create_table(
        "question_imports",
        tenant(),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        *words("area", "file_name", "format", "state", "by_name"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("defaults", JSONB(), nullable=False),
        sa.Column("rows", JSONB(), nullable=False),
        sa.Column("counts", JSONB(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("progress", sa.Uuid()),
        sa.Column("partly", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('preview', 'applying', 'applied', 'stopped')", name="state"),
        sa.Index("ix_question_imports_at", "tenant", "year", "at"),
    )
    wall(op, "question_imports")


def make_changes() -> None:
    op.create_table(
        "work_changes",
        tenant(),
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        *words("area", "title", "article", "note", "by_name"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Index("ix_work_changes_at", "tenant", "year", "at"),
    )
    wall(op, "work_changes")
