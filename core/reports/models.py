"""What reports count by: a ledger of how each learner is counted, moves not folded yet, changes of days, and counts.

The database enters the ledger and the moves by itself whenever a standing or a posting changes (migration 0018).
"""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, row_number

ENROLLED = "enrolled"
"""The state under which the roster itself is counted."""
ROSTER = 0
"""The year under which the roster itself is counted."""


class CountEntry(TenantOwned, Model):
    """From an instant on a learner is counted like this; an empty unit says that they are counted nowhere."""

    __tablename__ = "count_ledger"
    __table_args__ = (
        sa.Index("ix_count_ledger_learner", "tenant", "learner", "year", "id"),
        sa.Index("ix_count_ledger_unit", "tenant", "unit", "year"),
    )

    id: Mapped[int] = row_number()
    learner: Mapped[UUID]
    year: Mapped[int]
    at: Mapped[datetime]
    unit: Mapped[str]
    state: Mapped[str]
    did: Mapped[str]
    tier: Mapped[str]
    rank: Mapped[str]


class CountMove(TenantOwned, Model):
    """So many learners more (or fewer) of one kind; waits to be folded into days and counts."""

    __tablename__ = "count_moves"

    id: Mapped[int] = row_number()
    year: Mapped[int]
    at: Mapped[datetime]
    unit: Mapped[str]
    state: Mapped[str]
    did: Mapped[str]
    tier: Mapped[str]
    rank: Mapped[str]
    change: Mapped[int]


class CountDay(TenantOwned, Model):
    """How much the number of learners of one kind changed on a day of the tenant's zone."""

    __tablename__ = "count_days"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(primary_key=True)
    did: Mapped[str] = mapped_column(primary_key=True)
    tier: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[str] = mapped_column(primary_key=True)
    change: Mapped[int]


class Count(TenantOwned, Model):
    """How many learners of a unit are of one kind; ``by`` "" counts them all, "tier" and "rank" those of a value."""

    __tablename__ = "counts"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    by: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(primary_key=True)
    did: Mapped[str] = mapped_column(primary_key=True)
    people: Mapped[int]
