"""Tables of what a learner is doing: tickets of open lessons, progress, finished courses, practice rounds."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to


class Ticket(TenantOwned, Model):
    """An open lesson of one client, with the terms it was issued on and the time not yet in the ledger.

    The heartbeat writes this row alone: what it acknowledges is here until ``settle`` moves it into the ledger.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        belongs_to("lessons", "year", "course", "lesson", target=("year", "course", "code")),
        sa.Index(
            "uq_tickets_open",
            "tenant",
            "sign_in",
            unique=True,
            postgresql_where=sa.text("ended IS NULL"),
        ),
        sa.Index("ix_tickets_lesson", "tenant", "year", "course", "lesson"),
        sa.Index("ix_tickets_learner", "tenant", "learner", "year", "last"),
        sa.Index("ix_tickets_running", "tenant", "last", postgresql_where=sa.text("ended IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learner: Mapped[UUID]
    sign_in: Mapped[bytes]
    """Digest of the sign-in's token: the client. It outlives the sign-in, so there is no foreign key."""
    year: Mapped[int]
    course: Mapped[str]
    lesson: Mapped[str]
    bucket: Mapped[str]

    area: Mapped[str]
    """The area whose clock the ticket lives by: the learner's."""
    zone: Mapped[str]
    heartbeat: Mapped[timedelta] = mapped_column(sa.Interval)
    idle: Mapped[timedelta] = mapped_column(sa.Interval)
    one_client: Mapped[bool]
    void_on_closing: Mapped[bool]
    room: Mapped[timedelta | None] = mapped_column(sa.Interval)
    """How much of this day's cap was left at the start; NULL without a cap. For display only."""

    opened: Mapped[datetime]
    last: Mapped[datetime]
    """The last sign of presence."""
    seq: Mapped[int] = mapped_column(default=0)
    day: Mapped[date]
    counted: Mapped[timedelta] = mapped_column(sa.Interval, default=timedelta)
    """Time of ``day`` that counts and is not in the ledger yet."""
    shown: Mapped[timedelta] = mapped_column(sa.Interval, default=timedelta)
    """All time of this ticket that counts so far."""
    pending: Mapped[list[Any]] = mapped_column(default=list)
    """Stretches not in the ledger yet: earlier days' whole minutes, and what does not count with its code."""
    replayed: Mapped[int] = mapped_column(default=0)
    too_frequent: Mapped[int] = mapped_column(default=0)
    late: Mapped[int] = mapped_column(default=0)
    ended: Mapped[datetime | None]
    how: Mapped[str] = mapped_column(default="")
    """finished, moved, closed; "" while open."""


class LessonProgress(TenantOwned, Model):
    """A learner's presence in a lesson and when they first finished it."""

    __tablename__ = "lesson_progress"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        sa.Index("ix_lesson_progress_lesson", "tenant", "year", "course", "lesson"),
    )

    learner: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    course: Mapped[str] = mapped_column(primary_key=True)
    lesson: Mapped[str] = mapped_column(primary_key=True)
    seconds: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]


class PlayPosition(TenantOwned, Model):
    """Where a learner's video or sound stopped, as their browser says; it goes on from there and counts for nothing."""

    __tablename__ = "play_positions"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        belongs_to("files", "file"),
    )

    learner: Mapped[UUID] = mapped_column(primary_key=True)
    file: Mapped[UUID] = mapped_column(primary_key=True)
    seconds: Mapped[Decimal]
    at: Mapped[datetime]


class FinishedCourse(TenantOwned, Model):
    """A course that a learner has finished; it stays finished when lessons are added to it later."""

    __tablename__ = "finished_courses"
    __table_args__ = (belongs_to("learners", "learner", ondelete="CASCADE"),)

    learner: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    course: Mapped[str] = mapped_column(primary_key=True)
    finished_at: Mapped[datetime]
    day: Mapped[date]


class PracticeRound(TenantOwned, Model):
    """One round of practice: the questions asked, and after hand-in the answers and what they earned."""

    __tablename__ = "practice_rounds"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        sa.CheckConstraint("kind IN ('practice', 'topical_practice')", name="kind"),
        sa.Index(
            "uq_practice_rounds_open",
            "tenant",
            "learner",
            "year",
            "kind",
            "subject",
            unique=True,
            postgresql_where=sa.text("handed_in_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learner: Mapped[UUID]
    year: Mapped[int]
    kind: Mapped[str]
    subject: Mapped[str]
    """The course's code, or the category's name."""
    bucket: Mapped[str]
    questions: Mapped[list[Any]]
    """Code, version and the order of options of each question, as asked."""
    started_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    right: Mapped[int] = mapped_column(default=0)
    credited: Mapped[Decimal] = mapped_column(default=Decimal)
    code: Mapped[str] = mapped_column(default="")
