"""The tables of exemptions on file and of the files that are their evidence."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to

State = Literal["applied", "returned", "reviewed", "approved", "refused", "withdrawn", "revoked"]
STATES: tuple[State, ...] = (
    "applied", "reviewed", "returned", "approved", "refused", "withdrawn", "revoked",
)  # fmt: skip
"""In the order in which a reviewer looks for them."""


class ExemptionRow(TenantOwned, Model):
    """One exemption asked for in a year, with the trail of who decided what and why."""

    __tablename__ = "exemptions"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        sa.CheckConstraint(
            "state IN ('applied', 'returned', 'reviewed', 'approved', 'refused', 'withdrawn', 'revoked')",
            name="state",
        ),
        sa.CheckConstraint("told IN ('', 'ahead', 'ended')", name="told"),
        sa.Index("ix_exemptions_learner", "tenant", "learner", "year"),
        sa.Index("ix_exemptions_until", "tenant", "until", postgresql_where=sa.text("until IS NOT NULL")),
        sa.Index(
            "uq_exemptions_standing",
            "tenant",
            "learner",
            "year",
            "reason",
            unique=True,
            postgresql_where=sa.text("state NOT IN ('refused', 'withdrawn')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learner: Mapped[UUID]
    year: Mapped[int]
    reason: Mapped[str]
    """The key of the reason in the year's rules."""
    state: Mapped[State] = mapped_column(sa.String, default="applied")
    evidence: Mapped[str] = mapped_column(default="")
    """What evidence the unit keeps, in words."""
    trail: Mapped[list[Any]] = mapped_column(default=list)
    """Each decision in order: level, act, by whom, when, why."""
    applied_at: Mapped[datetime]
    decided: Mapped[date | None]
    until: Mapped[date | None]
    """The last day for which it was approved; the whole year where none is set."""
    told: Mapped[str] = mapped_column(default="")
    """What its end has been told of so far: ahead, ended."""


class EvidenceRow(TenantOwned, Model):
    """One kept file that an exemption rests on; read by its applicant and its reviewers alone."""

    __tablename__ = "exemption_evidence"
    __table_args__ = (
        belongs_to("exemptions", "exemption", ondelete="CASCADE"),
        belongs_to("files", "file"),
    )

    exemption: Mapped[UUID] = mapped_column(primary_key=True)
    file: Mapped[UUID] = mapped_column(primary_key=True)
    added_at: Mapped[datetime]
