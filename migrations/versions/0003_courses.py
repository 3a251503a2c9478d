"""Make the tables of study: courses, lessons, questions, the ledger with its day totals, tickets, progress, practice."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations.wall import APPENDS, wall

revision = "0003_courses"
down_revision = "0002_accounts"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    make_courses()
    make_lessons()
    make_questions()
    make_ledger()
    make_day_totals()
    make_tickets()
    make_progress()
    make_practice_rounds()


def tenant() -> sa.Column[str]:
    return sa.Column("tenant", sa.String(40), primary_key=True)


def year(*, key: bool = True) -> sa.Column[int]:
    return sa.Column("year", sa.Integer(), primary_key=key, autoincrement=False, nullable=False)


def keys(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), primary_key=True) for name in names]


def words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def documents(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, JSONB(), nullable=False) for name in names]


def numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def amounts(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Numeric(), nullable=False) for name in names]


def learner(*, key: bool = True) -> list[object]:
    return [
        sa.Column("learner", sa.Uuid(), primary_key=key, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "learner"], ["learners.tenant", "learners.id"], ondelete="CASCADE"
        ),
    ]


def of_course(ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant", "year", "course"],
        ["courses.tenant", "courses.year", "courses.code"],
        ondelete=ondelete,
    )


def make_courses() -> None:
    op.create_table(
        "courses",
        tenant(),
        year(),
        *keys("code"),
        *words("area", "title", "category", "bucket"),
        sa.Column("tiers", ARRAY(sa.Text()), nullable=False),
        sa.Column("released", sa.Date()),
        sa.Column("worth", sa.Numeric()),
        *documents("cite"),
        *numbers("position"),
    )
    wall(op, "courses")


def make_lessons() -> None:
    op.create_table(
        "lessons",
        tenant(),
        year(),
        *keys("course", "code"),
        *words("title", "text"),
        *numbers("position"),
        *documents("work"),
        sa.Column("worth", sa.Numeric()),
        of_course(ondelete="CASCADE"),
    )
    wall(op, "lessons")


def make_questions() -> None:
    op.create_table(
        "questions",
        tenant(),
        year(),
        *keys("code"),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        *words("area", "type", "stem", "lesson", "difficulty", "explain", "state"),
        *documents("options", "key", "work"),
        sa.Column("course", sa.String()),
        sa.Column("tiers", ARRAY(sa.Text()), nullable=False),
        of_course(),
        sa.CheckConstraint("type IN ('single', 'multiple', 'true_false', 'fill_in')", name="type"),
        sa.CheckConstraint("state IN ('live', 'retired')", name="state"),
        sa.Index("ix_questions_course", "tenant", "year", "course"),
    )
    unique_where("uq_questions_live", "questions", ["year", "code"], "state = 'live'")
    wall(op, "questions")


def make_ledger() -> None:
    op.create_table(
        "ledger",
        tenant(),
        sa.Column("id", sa.Uuid(), primary_key=True),
        *learner(key=False),
        year(key=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *words("measure", "bucket", "kind", "course", "lesson", "code", "reference"),
        *amounts("raw", "counted"),
        sa.Column("reason", JSONB()),
        *documents("cite"),
        sa.Column("ticket", sa.Uuid()),
        sa.Index("ix_ledger_learner", "tenant", "learner", "year", "at"),
    )
    unique_where("uq_ledger_reference", "ledger", ["learner", "year", "kind", "reference"], "reference <> ''")
    wall(op, "ledger", APPENDS)


def make_day_totals() -> None:
    op.create_table(
        "day_totals",
        tenant(),
        *learner(),
        year(),
        sa.Column("day", sa.Date(), primary_key=True),
        *keys("measure", "bucket"),
        *amounts("amount"),
    )
    wall(op, "day_totals")


def make_tickets() -> None:
    op.create_table(
        "tickets",
        tenant(),
        sa.Column("id", sa.Uuid(), primary_key=True),
        *learner(key=False),
        sa.Column("sign_in", sa.LargeBinary(), nullable=False),
        year(key=False),
        *words("course", "lesson", "bucket", "area", "zone", "how"),
        sa.Column("heartbeat", sa.Interval(), nullable=False),
        sa.Column("idle", sa.Interval(), nullable=False),
        sa.Column("one_client", sa.Boolean(), nullable=False),
        sa.Column("void_on_closing", sa.Boolean(), nullable=False),
        sa.Column("room", sa.Interval()),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("last", MOMENT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted", sa.Interval(), nullable=False),
        sa.Column("shown", sa.Interval(), nullable=False),
        *documents("pending"),
        *numbers("seq", "replayed", "too_frequent", "late"),
        sa.Column("ended", MOMENT),
        sa.ForeignKeyConstraint(
            ["tenant", "year", "course", "lesson"],
            ["lessons.tenant", "lessons.year", "lessons.course", "lessons.code"],
        ),
        sa.Index("ix_tickets_learner", "tenant", "learner", "year", "last"),
        sa.Index("ix_tickets_running", "tenant", "last", postgresql_where=sa.text("ended IS NULL")),
    )
    unique_where("uq_tickets_open", "tickets", ["sign_in"], "ended IS NULL")
    wall(op, "tickets")


def make_progress() -> None:
    op.create_table(
        "lesson_progress",
        tenant(),
        *learner(),
        year(),
        *keys("course", "lesson"),
        *numbers("seconds"),
        sa.Column("finished_at", MOMENT),
    )
    op.create_table(
        "finished_courses",
        tenant(),
        *learner(),
        year(),
        *keys("course"),
        sa.Column("finished_at", MOMENT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
    )
    wall(op, "lesson_progress")
    wall(op, "finished_courses")


def make_practice_rounds() -> None:
    op.create_table(
        "practice_rounds",
        tenant(),
        sa.Column("id", sa.Uuid(), primary_key=True),
        *learner(key=False),
        year(key=False),
        *words("kind", "subject", "bucket", "code"),
        *documents("questions", "answers"),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("handed_in_at", MOMENT),
        *numbers("right"),
        *amounts("credited"),
        sa.CheckConstraint("kind IN ('practice', 'topical_practice')", name="kind"),
    )
    unique_where(
        "uq_practice_rounds_open",
        "practice_rounds",
        ["learner", "year", "kind", "subject"],
        "handed_in_at IS NULL",
    )
    wall(op, "practice_rounds")


def unique_where(name: str, table: str, columns: list[str], condition: str) -> None:
    op.create_index(name, table, ["tenant", *columns], unique=True, postgresql_where=sa.text(condition))
