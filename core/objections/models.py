"""Tables of objections: each with what it is about as the learner read it, and the messages of its thread."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to

About = Literal["study_entry", "attempt", "standing"]
State = Literal["open", "answered", "closed"]
Outcome = Literal["", "upheld", "not_upheld", "withdrawn"]


class ObjectionRow(TenantOwned, Model):
    """One learner's objection to one thing; answered as often as it takes, and closed once."""

    __tablename__ = "objections"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        sa.CheckConstraint("about IN ('study_entry', 'attempt', 'standing')", name="about"),
        sa.CheckConstraint("state IN ('open', 'answered', 'closed')", name="state"),
        sa.CheckConstraint("outcome IN ('', 'upheld', 'not_upheld', 'withdrawn')", name="outcome"),
        sa.CheckConstraint("(state = 'closed') = (outcome <> '')", name="closed_with_outcome"),
        sa.Index(
            "uq_objections_subject",
            "tenant",
            "learner",
            "about",
            "key",
            unique=True,
            postgresql_where=sa.text("state <> 'closed'"),
        ),
        sa.Index("ix_objections_learner", "tenant", "learner", "raised_at"),
        sa.Index("ix_objections_state", "tenant", "state", "touched_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learner: Mapped[UUID]
    year: Mapped[int]
    about: Mapped[About] = mapped_column(sa.String)
    key: Mapped[str]
    """A ledger entry's or an attempt's id, a day (2024-06-03), or the verdict's year."""
    title: Mapped[dict[str, Any]]
    """What it is about, in words."""
    lines: Mapped[list[Any]]
    """The explained lines as they read when it was raised."""
    state: Mapped[State] = mapped_column(sa.String, default="open")
    outcome: Mapped[Outcome] = mapped_column(sa.String, default="")
    reason: Mapped[str] = mapped_column(default="")
    """Why it was upheld or not."""
    raised_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    """When something last happened to it."""
    closed_at: Mapped[datetime | None]
    closed_by_name: Mapped[str] = mapped_column(default="")


class MessageRow(TenantOwned, Model):
    """One message of a thread; rows are only ever added."""

    __tablename__ = "objection_messages"
    __table_args__ = (
        belongs_to("objections", "objection", ondelete="CASCADE"),
        sa.CheckConstraint("author IN ('learner', 'administrator')", name="author"),
        sa.CheckConstraint("text <> ''", name="text"),
    )

    objection: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    author: Mapped[str]
    by: Mapped[UUID]
    by_name: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
