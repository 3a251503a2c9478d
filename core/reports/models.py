"""What reports count by: a ledger of how each learner is counted, moves not folded yet, changes of days, and counts.

The database enters the ledger and the moves by itself whenever a standing or a posting changes (migration 0018).
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to, row_number

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
    __table_args__ = (sa.Index("ix_count_days_unit", "tenant", "unit", "year", "day"),)

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


class Bulletin(TenantOwned, Model):
    """A bulletin as it was issued; the database lets nobody change or remove one."""

    __tablename__ = "bulletins"
    __table_args__ = (
        sa.UniqueConstraint("tenant", "unit", "numbered_year", "serial"),
        sa.CheckConstraint("serial > 0", name="serial"),
        sa.Index("ix_bulletins_issued", "tenant", "issued_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area: Mapped[str]
    """The place whose office issued it."""
    number: Mapped[str]
    unit: Mapped[str]
    """The unit that issued it; it reports on those below."""
    title: Mapped[str]
    issuer: Mapped[str]
    year: Mapped[int]
    numbered_year: Mapped[int]
    serial: Mapped[int]
    day: Mapped[date | None]
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID]
    issued_by_name: Mapped[str]
    content: Mapped[dict[str, Any]]
    """Every figure and sentence of it."""


class ReportFile(TenantOwned, Model):
    """An exported report: asked for, made by the worker, fetched by whoever asked, forgotten after some days."""

    __tablename__ = "report_files"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('units', 'people', 'letters')", name="kind"),
        sa.CheckConstraint("form IN ('xlsx', 'pdf', 'csv', 'zip')", name="form"),
        sa.Index("ix_report_files_asked_by", "tenant", "asked_by", "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    form: Mapped[str]
    name: Mapped[str]
    asked: Mapped[str]
    """The address of the report."""
    area: Mapped[str]
    """The site that it was asked for on."""
    language: Mapped[str]
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    progress: Mapped[UUID]
    content: Mapped[bytes | None]


class YearUnit(TenantOwned, Model):
    """A unit as it stood in the tree when a year was closed; reports of that year are told by it."""

    __tablename__ = "year_units"
    __table_args__ = (sa.Index("ix_year_units_parent", "tenant", "year", "parent"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(primary_key=True)
    parent: Mapped[str | None]
    name: Mapped[str]
    level: Mapped[str]
    kind: Mapped[str]
    area: Mapped[str]
    region: Mapped[str]
    sector: Mapped[str]


class LetterRun(TenantOwned, Model):
    """An order to write letters to several units, carried out by a job; what it says is the same for all of them."""

    __tablename__ = "letter_runs"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area: Mapped[str]
    """The site that it was asked for on."""
    unit: Mapped[str]
    """The unit that writes."""
    units: Mapped[list[Any]]
    """The codes of the units that are written to."""
    asked: Mapped[str]
    """The address of the report whose figures the letters tell."""
    wording: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID]
    asked_by_name: Mapped[str]
    progress: Mapped[UUID]


class UrgingLetter(TenantOwned, Model):
    """A letter that urges a unit, as it was sent; the database lets nobody change or remove one."""

    __tablename__ = "urging_letters"
    __table_args__ = (
        sa.UniqueConstraint("tenant", "unit", "numbered_year", "serial"),
        sa.UniqueConstraint("tenant", "run", "to_unit"),
        sa.CheckConstraint("serial > 0", name="serial"),
        sa.Index("ix_urging_letters_to_unit", "tenant", "to_unit", "sent_at"),
        sa.Index("ix_urging_letters_unit", "tenant", "unit", "sent_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    run: Mapped[UUID]
    number: Mapped[str]
    unit: Mapped[str]
    """The unit that wrote it."""
    to_unit: Mapped[str]
    to_name: Mapped[str]
    """What that unit was called then."""
    title: Mapped[str]
    issuer: Mapped[str]
    year: Mapped[int]
    numbered_year: Mapped[int]
    serial: Mapped[int]
    day: Mapped[date | None]
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID]
    sent_by_name: Mapped[str]
    due: Mapped[date]
    content: Mapped[dict[str, Any]]
    """Every figure, sentence and name of it."""


class LetterReceipt(TenantOwned, Model):
    """A unit has acknowledged a letter; entered once and never changed."""

    __tablename__ = "letter_receipts"
    __table_args__ = (belongs_to("urging_letters", "letter"),)

    letter: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[UUID]
    by_name: Mapped[str]
    answer: Mapped[str]
    """What the unit says it will do; "" for nothing."""
