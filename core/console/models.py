"""Table of acts on many learners at once: what is done to whom, how far it is, and what came of each."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to

ACTS = ("deactivate", "reactivate", "reset", "move", "set", "clear")


class BulkAct(TenantOwned, Model):
    """One act on many learners, carried out by the worker for the administrator who asked for it."""

    __tablename__ = "bulk_acts"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",)),
        sa.CheckConstraint(f"act IN {ACTS}", name="act"),
        sa.Index("ix_bulk_acts_at", "tenant", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    act: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The field and its value, or the unit and the day of a move."""
    reason: Mapped[str]
    learners: Mapped[list[Any]]
    """The ids of whom it is about, as they were chosen."""
    results: Mapped[list[Any]] = mapped_column(default=list)
    """Why it could not be done to each so far, in the learners' order; None where it was done."""
    unit: Mapped[str]
    """The unit of the administrator who asked for it."""
    area: Mapped[str]
    """The area of the site on which it was asked for."""
    by: Mapped[UUID]
    by_name: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    progress: Mapped[UUID | None] = mapped_column(default=None)

    @property
    def done(self) -> int:
        """To how many it has been done."""
        return sum(one is None for one in self.results)

    @property
    def refused(self) -> int:
        """To how many it could not be done."""
        return len(self.results) - self.done
