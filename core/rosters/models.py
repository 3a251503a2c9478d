"""Tables of imports: the file as it was sent, and what happens to each of its rows."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to

STATES = ("checking", "unreadable", "preview", "applying", "applied", "stopped")
ACTS = ("added", "moved", "merged", "split", "closed", "renamed")
TRANSFER_STATES = ("asked", "waiting", "done", "refused", "withdrawn", "failed")
OPEN_TRANSFERS = ("asked", "waiting")
SIDES = ("receiving", "sending", "both")
CHANGE_STATES = ("waiting", "done", "withdrawn", "refused")


class RosterImport(TenantOwned, Model):
    """A spreadsheet that an administrator has sent in, and how far it has come."""

    __tablename__ = "roster_imports"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",)),
        belongs_to("files", "file"),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.Index("ix_roster_imports_at", "tenant", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    """learners, units, a sheet that registrations are compared with, or what is taken over from another platform."""
    about: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Of a takeover the platform, its document and the day that its records stand at."""
    unit: Mapped[str]
    """The unit of the administrator who sent it, as whom the worker looks."""
    area: Mapped[str]
    """The area of the site that it was sent on."""
    file: Mapped[UUID]
    file_name: Mapped[str]
    state: Mapped[str] = mapped_column(default="checking")
    """stopped: nothing was entered because a row could not be, or its sender may not any more."""
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How many rows are added, changed, unchanged and refused."""
    fault: Mapped[dict[str, Any] | None]
    """Why a file could not be read."""
    partly: Mapped[bool] = mapped_column(default=False)
    """Whether its sender chose to enter the good rows and leave out the others."""
    by: Mapped[UUID]
    by_name: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    progress: Mapped[UUID | None]


class RosterRow(TenantOwned, Model):
    """One row of an import: what it says, and what happens to it."""

    __tablename__ = "roster_rows"
    __table_args__ = (
        belongs_to("roster_imports", "import_id", ondelete="CASCADE"),
        sa.Index("ix_roster_rows_what", "tenant", "import_id", "what", "line"),
    )

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str]
    """added, changed, unchanged or refused."""
    key: Mapped[str]
    """The account number or the unit's code that it comes to."""
    name: Mapped[str]
    unit: Mapped[str]
    why: Mapped[list[Any]]
    """Why it is refused, or what was noticed."""
    changes: Mapped[dict[str, Any]]
    """Each changed field with what stood before and what stands after."""
    cells: Mapped[dict[str, Any]]
    """What the row says, by column, for handing it back."""


class UnitChange(TenantOwned, Model):
    """Something that happens to the tree of units, with the day it counts from; one of a day to come waits."""

    __tablename__ = "unit_changes"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",)),
        sa.CheckConstraint(f"act IN {ACTS}", name="act"),
        sa.CheckConstraint(f"state IN {CHANGE_STATES}", name="state"),
        sa.Index("ix_unit_changes_unit", "tenant", "unit", "number"),
        sa.Index("ix_unit_changes_day", "tenant", "state", "day"),
    )

    number: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    unit: Mapped[str]
    act: Mapped[str]
    state: Mapped[str]
    """refused: what was to happen could not, when its day came."""
    day: Mapped[date]
    before: Mapped[str | None]
    """The parent's code before, or the name."""
    after: Mapped[str | None]
    """The parent's code from the day on, the unit that takes it over, or the name."""
    reason: Mapped[str]
    by_name: Mapped[str]
    by: Mapped[UUID]
    at: Mapped[datetime]


class Transfer(TenantOwned, Model):
    """That a learner is to go to another unit: asked for by one side, answered by the other where the rules want it."""

    __tablename__ = "transfers"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        belongs_to("units", "left", target=("code",)),
        belongs_to("units", "to", target=("code",)),
        sa.CheckConstraint(f"state IN {TRANSFER_STATES}", name="state"),
        sa.CheckConstraint(f"side IN {SIDES}", name="side"),
        sa.Index(
            "uq_transfers_open",
            "tenant",
            "learner",
            unique=True,
            postgresql_where=sa.text(f"state IN {OPEN_TRANSFERS}"),
        ),
        sa.Index("ix_transfers_left", "tenant", "left"),
        sa.Index("ix_transfers_to", "tenant", "to"),
        sa.Index("ix_transfers_due", "tenant", "state", "day"),
    )

    number: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    learner: Mapped[UUID]
    left: Mapped[str]
    """The unit's code that the learner goes from."""
    to: Mapped[str]
    day: Mapped[date]
    """The first day on which the learner is of the new unit."""
    side: Mapped[str]
    """Whose administrator has asked; both: one who looks after both units."""
    state: Mapped[str]
    """waiting: nobody is asked any more, its day has not come; failed: on its day it could not be."""
    reason: Mapped[str]
    by: Mapped[UUID]
    by_name: Mapped[str]
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    """What the other side has written, or by which code it failed."""
    answered_by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None] = mapped_column(default=None)


class SheetPerson(TenantOwned, Model):
    """Somebody named on a unit's roster sheet of a year: who registers is compared with it. It opens no account."""

    __tablename__ = "sheet_people"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",)),
        sa.Index("ix_sheet_people_unit", "tenant", "year", "unit"),
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id_number: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str]
    at: Mapped[datetime]


class SheetHandIn(TenantOwned, Model):
    """A unit's people of a year have been handed in, by itself or by a unit above it; the last time counts."""

    __tablename__ = "sheet_handins"
    __table_args__ = (belongs_to("units", "unit", target=("code",)),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit: Mapped[str] = mapped_column(primary_key=True)
    people: Mapped[int]
    """How many rows of the last file were of this unit."""
    by: Mapped[UUID]
    by_name: Mapped[str]
    at: Mapped[datetime]
    """On the tenant's clock."""
