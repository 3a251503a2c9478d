"""Tables of years: openings with who did them, and who has confirmed the details of a year."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to


class YearOpening(TenantOwned, Model):
    """One act that opened a year, or closed one that lay further back, for a place and the areas that went along."""

    __tablename__ = "year_openings"
    __table_args__ = (sa.Index("ix_year_openings_at", "tenant", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area: Mapped[str] = mapped_column(sa.String(120))
    year: Mapped[int]
    """The year that was opened."""
    areas: Mapped[dict[str, Any]]
    """For each area that went along the year that was closed in it."""
    by: Mapped[UUID]
    by_name: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    learners: Mapped[int | None] = mapped_column(default=None)
    """How many learners stand in the new year."""
    progress: Mapped[UUID | None] = mapped_column(default=None)


class Confirms:
    """The columns of a confirmation: what was said, when and by whom."""

    state: Mapped[str]
    """confirmed, or wrong: something has to be put right first."""
    note: Mapped[str] = mapped_column(default="")
    """What is wrong, in the words of whoever says so."""
    at: Mapped[datetime]
    by: Mapped[UUID]
    by_name: Mapped[str]


STATE = "state IN ('confirmed', 'wrong')"


class LearnerConfirmation(TenantOwned, Confirms, Model):
    """What was said of a learner's details in a year; nobody has said anything yet where there is no row."""

    __tablename__ = "learner_confirmations"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        sa.CheckConstraint(STATE, name="state"),
    )

    learner: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class UnitConfirmation(TenantOwned, Confirms, Model):
    """What was said of a unit's details in a year."""

    __tablename__ = "unit_confirmations"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",), ondelete="CASCADE"),
        sa.CheckConstraint(STATE, name="state"),
    )

    unit: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
