"""The table of standings."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to


class Standing(TenantOwned, Model):
    """One learner's standing in one year, with the inputs and the rule set that it was judged by."""

    __tablename__ = "standings"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        sa.Index("ix_standings_state", "tenant", "year", "state"),
    )

    learner: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str]
    grade: Mapped[str] = mapped_column(default="")
    score: Mapped[Decimal | None]
    final: Mapped[bool] = mapped_column(default=False)
    earned: Mapped[Decimal | None]
    """What study adds up to in the year's unit of account; NULL in a year without study."""
    outcome: Mapped[dict[str, Any]]
    """The explained outcome: lines, consequence, advice."""
    inputs: Mapped[dict[str, Any]]
    """The facts that it was taken from."""
    formula: Mapped[str]
    did: Mapped[str] = mapped_column(server_default="")
    """What the learner has done so far, as reports count it: deeds divided by blanks."""
    unit: Mapped[str] = mapped_column(server_default="")
    """The unit that counts the learner in this year, with tier and rank; the database fills them in from the roster,
    and an older year keeps what stood in it."""
    tier: Mapped[str] = mapped_column(server_default="")
    rank: Mapped[str] = mapped_column(server_default="")
    rules_digest: Mapped[str]
    judged_at: Mapped[datetime]
