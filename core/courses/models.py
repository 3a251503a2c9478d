"""Tables of study: what there is to study, the bank of questions, the ledger and its day totals.

The tables of what a learner is doing right now (tickets, progress, practice) are in ``doing``.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.courses.doing import FinishedCourse, LessonProgress, PlayPosition, PracticeRound, Ticket
from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to

__all__ = [
    "Course",
    "DayTotalRow",
    "FinishedCourse",
    "LedgerEntry",
    "Lesson",
    "LessonFile",
    "LessonProgress",
    "PlayPosition",
    "PracticeRound",
    "Question",
    "Ticket",
]


STATE = "state IN ('draft', 'live', 'archived')"


class Written:
    """What courses and lessons keep of their writing: the state, a count of edits, and who made the last."""

    state: Mapped[str] = mapped_column(default="live")
    """draft: no learner sees it; live; archived: offered no more, what was studied of it stays."""
    edits: Mapped[int] = mapped_column(default=1)
    """Counts what editors do to it, so that one who saw an older state of it is told."""
    edited_by_name: Mapped[str] = mapped_column(default="")
    edited_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class Course(TenantOwned, Written, Model):
    """A course of a year; one of an area is seen by that area's learners only."""

    __tablename__ = "courses"
    __table_args__ = (sa.CheckConstraint(STATE, name="state"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    category: Mapped[str] = mapped_column(default="")
    bucket: Mapped[str] = mapped_column(default="required")
    tiers: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    """Tiers of learners that it is for; everybody when empty."""
    sectors: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    """Sectors whose units' learners it is for; everybody when empty."""
    released: Mapped[date | None]
    """The day from which it may be studied; from the start when NULL."""
    worth: Mapped[Decimal | None]
    """The credit that the course itself carries, where it carries one."""
    cite: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)


class Lesson(TenantOwned, Written, Model):
    """A lesson of a course: its text and the source work that it treats."""

    __tablename__ = "lessons"
    __table_args__ = (
        belongs_to("courses", "year", "course", target=("year", "code"), ondelete="CASCADE"),
        sa.CheckConstraint(STATE, name="state"),
        sa.CheckConstraint("format IN ('markdown', 'html')", name="format"),
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    course: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str]
    format: Mapped[str] = mapped_column(default="markdown")
    """What the text is written in: markdown, or html as the editor of rich text leaves it."""
    work: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The source work: title with article or chapter."""
    worth: Mapped[Decimal | None]
    reviewed_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    """When somebody last held it against its source work; a change marked later makes it stale."""


class LessonWords(TenantOwned, Model):
    """The words of a library lesson as searches look through them."""

    __tablename__ = "lesson_words"
    __table_args__ = (
        belongs_to(
            "lessons", "year", "course", "lesson", target=("year", "course", "code"), ondelete="CASCADE"
        ),
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    course: Mapped[str] = mapped_column(primary_key=True)
    lesson: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    """Title, line end, text: small letters, half-width figures. Kept uncompressed, since each search reads all."""


class LessonFile(TenantOwned, Model):
    """A file of a lesson: as what it is shown, under which title, in which place."""

    __tablename__ = "lesson_files"
    __table_args__ = (
        belongs_to(
            "lessons", "year", "course", "lesson", target=("year", "course", "code"), ondelete="CASCADE"
        ),
        belongs_to("files", "file"),
        sa.CheckConstraint("role IN ('video', 'audio', 'pdf', 'image', 'download')", name="role"),
        sa.Index("ix_lesson_files_file", "tenant", "file"),
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    course: Mapped[str] = mapped_column(primary_key=True)
    lesson: Mapped[str] = mapped_column(primary_key=True)
    file: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int]
    role: Mapped[str]
    title: Mapped[str]
    """What it shows, also for those who do not see it."""


class Question(TenantOwned, Model):
    """A version of a question; a change is a new version, so that papers keep what they asked.

    Of each code one version at most is live, and one at most is in work: not live yet, and nobody was asked it.
    """

    __tablename__ = "questions"
    __table_args__ = (
        belongs_to("courses", "year", "course", target=("year", "code")),
        sa.CheckConstraint("type IN ('single', 'multiple', 'true_false', 'fill_in')", name="type"),
        sa.CheckConstraint("state IN ('draft', 'sent', 'checked', 'live', 'retired')", name="state"),
        sa.CheckConstraint("valid_from <= valid_until", name="validity"),
        *(
            sa.Index(name, "tenant", "year", "code", unique=True, postgresql_where=sa.text(states))
            for name, states in (
                ("uq_questions_live", "state = 'live'"),
                ("uq_questions_in_work", "state IN ('draft', 'sent', 'checked')"),
            )
        ),
        sa.Index("ix_questions_course", "tenant", "year", "course"),
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    area: Mapped[str] = mapped_column(default="")
    type: Mapped[str]
    stem: Mapped[str]
    options: Mapped[list[Any]] = mapped_column(default=list)
    key: Mapped[list[Any]] = mapped_column(default=list)
    """Indexes of the right options; for true_false 0 is true and 1 is false; for fill_in the accepted texts."""
    course: Mapped[str | None]
    lesson: Mapped[str] = mapped_column(default="")
    work: Mapped[dict[str, Any]] = mapped_column(default=dict)
    difficulty: Mapped[str] = mapped_column(default="medium")
    tiers: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    explain: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    """What papers may ask by besides the course, such as a field of law."""
    reserved: Mapped[bool] = mapped_column(default=False)
    """Whether it is kept for exams that count: practice, tests and mock exams never ask it."""
    valid_from: Mapped[date | None]
    """The first day on which it may be drawn; from the start when NULL."""
    valid_until: Mapped[date | None]
    """The last day on which it may be drawn."""
    state: Mapped[str] = mapped_column(default="live")
    """draft, sent (somebody else is asked to check it), checked, live, retired."""
    stale: Mapped[date | None]
    """The day from which its source work reads differently, until somebody has reviewed it."""
    stale_why: Mapped[str] = mapped_column(default="")
    edits: Mapped[int] = mapped_column(default=1)
    """Counts what editors do to the version, so that one who saw an older state of it is told."""
    edited_by: Mapped[UUID | None]
    """Who gave it its wording; they do not check it."""
    edited_by_name: Mapped[str] = mapped_column(default="")
    edited_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    checked_by: Mapped[UUID | None]


class LedgerEntry(TenantOwned, Model):
    """One row of the ledger: an act or a stretch of time, what it counts for, and the reason where it does not.

    Rows are only ever added; the application's role cannot change or delete one.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        sa.Index("ix_ledger_learner", "tenant", "learner", "year", "at"),
        sa.Index(
            "uq_ledger_reference",
            "tenant",
            "learner",
            "year",
            "kind",
            "reference",
            unique=True,
            postgresql_where=sa.text("reference <> ''"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learner: Mapped[UUID]
    year: Mapped[int]
    at: Mapped[datetime]
    day: Mapped[date]
    measure: Mapped[str]
    """study: the year's unit of account; minutes, logins, exercises, sessions, days."""
    bucket: Mapped[str]
    kind: Mapped[str]
    """The kind of act: minutes, lesson, course, practice…, grant, correction, other_programme, taken_over."""
    course: Mapped[str] = mapped_column(default="")
    lesson: Mapped[str] = mapped_column(default="")
    raw: Mapped[Decimal]
    counted: Mapped[Decimal]
    code: Mapped[str]
    """counted, or why not: capped, idle, second_client, not_finished, outside_period, before_release, again…"""
    reason: Mapped[dict[str, Any] | None]
    cite: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reference: Mapped[str] = mapped_column(default="")
    """What makes the act one: a grant's category, a day of signing in, another programme's certificate."""
    ticket: Mapped[UUID | None]
    """The ticket that the time was spent under."""


class DayTotalRow(TenantOwned, Model):
    """What the ledger adds up to for one day, measure and bucket; kept in the same transaction."""

    __tablename__ = "day_totals"
    __table_args__ = (belongs_to("learners", "learner", ondelete="CASCADE"),)

    learner: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[Decimal]
