"""The table of openings of years, each with who did it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned


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
