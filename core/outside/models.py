"""The table of papers printed for rooms without network: everything that they can be printed again from, the same."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned


class Printing(TenantOwned, Model):
    """The variants of one exam's paper that were drawn for a sitting on paper; rows are only added."""

    __tablename__ = "printings"
    __table_args__ = (
        sa.UniqueConstraint("tenant", "code"),
        sa.Index("ix_printings_at", "tenant", "year", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    year: Mapped[int]
    area: Mapped[str]
    """The place whose rules and bank the papers were drawn by."""
    unit: Mapped[str]
    """The unit of who printed them: those who see it see them."""
    exam: Mapped[str]
    opens: Mapped[datetime]
    closes: Mapped[datetime]
    """The sitting that they were drawn for."""
    code: Mapped[str]
    """Stands on every sheet, with the variant's letter behind it."""
    seed: Mapped[str]
    tier: Mapped[str] = mapped_column(default="")
    rules_digest: Mapped[str]
    said: Mapped[dict[str, Any]]
    """The words around the questions, as they were told by the rules then."""
    variants: Mapped[list[Any]]
    """For each variant from A on the paper as attempts keep theirs: code, version, mark, order of the options, share."""
    by: Mapped[UUID]
    by_name: Mapped[str]
    at: Mapped[datetime]
