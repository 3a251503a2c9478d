"""Make the tables of exams and exemptions: attempts, answers, places, acknowledgements, reopenings, exemptions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.wall import wall

revision = "0004_exams"
down_revision = "0003_courses"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("handed_in_at IS NULL")


def upgrade() -> None:
    make_attempts()
    make_answers()
    make_places()
    make_acknowledgements()
    make_reopenings()
    make_exemptions()


def tenant() -> sa.Column[str]:
    return sa.Column("tenant", sa.String(40), primary_key=True)


def words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def moments(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, MOMENT, nullable=False) for name in names]


def learner(*, key: bool) -> list[object]:
    """Give the columns of a learner's year."""
    return [
        sa.Column("learner", sa.Uuid(), primary_key=key, nullable=False),
        sa.Column("year", sa.Integer(), primary_key=key, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "learner"], ["learners.tenant", "learners.id"], ondelete="CASCADE"
        ),
    ]


def number() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def make_attempts() -> None:
    op.create_table(
        "attempts",
        tenant(),
        number(),
        *learner(key=False),
        *words("exam"),
        sa.Column("number", sa.Integer(), nullable=False),
        *words("room", "seed"),
        sa.Column("paper", JSONB(), nullable=False),
        *words("rules_digest"),
        *moments("started_at", "deadline"),
        sa.Column("handed_in_at", MOMENT),
        *words("handed_in_by"),
        sa.Column("mark", sa.Numeric()),
        sa.Column("marked", JSONB()),
        sa.Column("void", sa.Boolean(), nullable=False),
        *words("outside"),
        sa.UniqueConstraint("tenant", "learner", "year", "exam", "number"),
        sa.CheckConstraint("handed_in_by IN ('', 'learner', 'server')", name="handed_in_by"),
        sa.CheckConstraint("(handed_in_at IS NULL) = (handed_in_by = '')", name="handed_in"),
        sa.Index("uq_attempts_open", "tenant", "learner", "year", "exam", unique=True, postgresql_where=OPEN),
        sa.Index("ix_attempts_overdue", "tenant", "deadline", postgresql_where=OPEN),
    )
    wall(op, "attempts")


def make_answers() -> None:
    op.create_table(
        "answers",
        tenant(),
        sa.Column("attempt", sa.Uuid(), primary_key=True),
        sa.Column("question", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("chosen", JSONB(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        *moments("saved_at"),
        sa.ForeignKeyConstraint(
            ["tenant", "attempt"], ["attempts.tenant", "attempts.id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("question > 0", name="question"),
    )
    wall(op, "answers")


def make_places() -> None:
    op.create_table(
        "places",
        tenant(),
        *learner(key=True),
        sa.Column("exam", sa.String(), primary_key=True),
        *moments("opens", "booked_at"),
        sa.Column("booked_by", sa.Uuid()),
        sa.Index("ix_places_sitting", "tenant", "year", "exam", "opens"),
    )
    wall(op, "places")


def make_acknowledgements() -> None:
    op.create_table(
        "acknowledgements",
        tenant(),
        *learner(key=True),
        sa.Column("exam", sa.String(), primary_key=True),
        *moments("at"),
    )
    wall(op, "acknowledgements")


def make_reopenings() -> None:
    op.create_table(
        "reopenings",
        tenant(),
        number(),
        *learner(key=False),
        *words("exam"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *words("reason"),
        sa.Column("by", sa.Uuid(), nullable=False),
        *moments("at"),
        sa.Index("ix_reopenings_learner", "tenant", "learner", "year"),
        sa.CheckConstraint("attempts > 0", name="attempts"),
    )
    wall(op, "reopenings")


def make_exemptions() -> None:
    op.create_table(
        "exemptions",
        tenant(),
        number(),
        *learner(key=False),
        *words("reason", "state", "evidence"),
        sa.Column("trail", JSONB(), nullable=False),
        *moments("applied_at"),
        sa.Column("decided", sa.Date()),
        sa.CheckConstraint(
            "state IN ('applied', 'reviewed', 'approved', 'refused', 'revoked')", name="state"
        ),
        sa.Index("ix_exemptions_learner", "tenant", "learner", "year"),
        sa.Index(
            "uq_exemptions_standing",
            "tenant",
            "learner",
            "year",
            "reason",
            unique=True,
            postgresql_where=sa.text("state <> 'refused'"),
        ),
    )
    wall(op, "exemptions")
