"""Tables of exams: attempts with their papers, answers, places in sittings, and what opens the door."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to


class AttemptRow(TenantOwned, Model):
    """One learner's sitting of one paper, with everything that its mark can be computed from again."""

    __tablename__ = "attempts"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        sa.UniqueConstraint("tenant", "learner", "year", "exam", "number"),
        sa.CheckConstraint("handed_in_by IN ('', 'learner', 'server', 'outside')", name="handed_in_by"),
        sa.CheckConstraint("(handed_in_at IS NULL) = (handed_in_by = '')", name="handed_in"),
        sa.Index(
            "uq_attempts_open",
            "tenant",
            "learner",
            "year",
            "exam",
            unique=True,
            postgresql_where=sa.text("handed_in_at IS NULL"),
        ),
        sa.Index(
            "ix_attempts_paper", "paper", postgresql_using="gin", postgresql_ops={"paper": "jsonb_path_ops"}
        ),
        sa.Index(
            "ix_attempts_overdue", "tenant", "deadline", postgresql_where=sa.text("handed_in_at IS NULL")
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learner: Mapped[UUID]
    year: Mapped[int]
    exam: Mapped[str]
    number: Mapped[int]
    room: Mapped[str] = mapped_column(default="")
    seed: Mapped[str]
    paper: Mapped[list[Any]]
    """For each question in order: code, version, mark, the order its options are shown in, share for a part."""
    rules_digest: Mapped[str] = mapped_column(default="")
    """The digest of the rule set whose blueprint drew the paper."""
    started_at: Mapped[datetime]
    deadline: Mapped[datetime]
    """The first instant at which nothing more is accepted."""
    handed_in_at: Mapped[datetime | None]
    handed_in_by: Mapped[str] = mapped_column(default="")
    """learner, server for one that the deadline handed in, or outside for one that was sat elsewhere."""
    mark: Mapped[Decimal | None]
    marked: Mapped[list[Any] | None]
    """For each question in order: earned, of, why."""
    pages: Mapped[int] = mapped_column(default=0)
    """How many pages have shown the paper; the newest one bears this number."""
    void: Mapped[bool] = mapped_column(default=False)
    outside: Mapped[str] = mapped_column(default="")
    """For a mark from outside the reference that it was entered with."""


class PreparedPaper(TenantOwned, Model):
    """A paper drawn before its sitting opens, kept from every page; starting takes it, with the seed that drew it."""

    __tablename__ = "prepared_papers"
    __table_args__ = (belongs_to("learners", "learner", ondelete="CASCADE"),)

    learner: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    exam: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str]
    """The place whose bank and clock it belongs to."""
    until: Mapped[datetime]
    """From when nobody can start with it any more."""
    number: Mapped[int]
    tier: Mapped[str]
    seed: Mapped[str]
    paper: Mapped[list[Any]]
    rules_digest: Mapped[str]
    bank_digest: Mapped[str]
    prepared_at: Mapped[datetime]


class AnswerRow(TenantOwned, Model):
    """The last answer to one question of an attempt; ``seq`` is the client's count, so an older save changes nothing."""

    __tablename__ = "answers"
    __table_args__ = (
        belongs_to("attempts", "attempt", ondelete="CASCADE"),
        sa.CheckConstraint("question > 0", name="question"),
    )

    attempt: Mapped[UUID] = mapped_column(primary_key=True)
    question: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The question's number on the paper, from 1."""
    chosen: Mapped[list[Any]]
    """Indexes of the chosen options as shown on this paper, or the one text of a fill-in."""
    seq: Mapped[int] = mapped_column(sa.BigInteger)
    saved_at: Mapped[datetime]


class AttemptEvent(TenantOwned, Model):
    """One thing that happened at an attempt; rows are only ever added.

    ``kind``: opened, saved, extended, regraded by the server's own knowledge; hidden, shown, offline, online as the page told.
    """

    __tablename__ = "attempt_events"
    __table_args__ = (belongs_to("attempts", "attempt", ondelete="CASCADE"),)

    attempt: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class CorrectionRow(TenantOwned, Model):
    """What was found about a question after papers had asked it; the latest of a question is in force."""

    __tablename__ = "corrections"
    __table_args__ = (
        belongs_to("questions", "year", "code", "version", target=("year", "code", "version")),
        sa.CheckConstraint("kind IN ('key', 'given', 'dropped')", name="kind"),
        sa.CheckConstraint("reason <> ''", name="reason"),
        sa.Index("ix_corrections_question", "tenant", "year", "code", "version"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    year: Mapped[int]
    code: Mapped[str]
    version: Mapped[int]
    kind: Mapped[str]
    key: Mapped[list[Any]] = mapped_column(default=list)
    """For a corrected key the indexes of the right options in the bank's order, or the accepted texts."""
    reason: Mapped[str]
    by: Mapped[UUID]
    by_name: Mapped[str]
    at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    """When all papers that had asked it were marked again."""
    changed: Mapped[int | None]
    """How many marks that changed."""


class PlaceRow(TenantOwned, Model):
    """A place that is booked for a learner in a sitting of an exam."""

    __tablename__ = "places"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        sa.Index("ix_places_sitting", "tenant", "year", "exam", "opens"),
    )

    learner: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    exam: Mapped[str] = mapped_column(primary_key=True)
    opens: Mapped[datetime]
    booked_at: Mapped[datetime]
    booked_by: Mapped[UUID | None]
    """The administrator who booked it; NULL where the learner did."""


class Acknowledgement(TenantOwned, Model):
    """A learner's word that they have read an exam's rules."""

    __tablename__ = "acknowledgements"
    __table_args__ = (belongs_to("learners", "learner", ondelete="CASCADE"),)

    learner: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    exam: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Reopening(TenantOwned, Model):
    """Further attempts that an administrator has opened for a learner, with the reason."""

    __tablename__ = "reopenings"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        sa.Index("ix_reopenings_learner", "tenant", "learner", "year"),
        sa.CheckConstraint("attempts > 0", name="attempts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learner: Mapped[UUID]
    year: Mapped[int]
    exam: Mapped[str]
    attempts: Mapped[int]
    reason: Mapped[str]
    by: Mapped[UUID]
    at: Mapped[datetime]
