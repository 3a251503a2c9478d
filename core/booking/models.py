"""Tables of orders: what an administrator asked for many learners at once, what is proposed for each, what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to

STATES = ("planning", "planned", "running", "done", "stopped")
OUTCOMES = ("planned", "booked", "moved", "kept", "released", "refused")


class BookingOrder(TenantOwned, Model):
    """Places booked or released for many at once: proposed, looked at, carried out."""

    __tablename__ = "booking_orders"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",)),
        sa.CheckConstraint("kind IN ('book', 'release')", name="kind"),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.Index("ix_booking_orders_at", "tenant", "year", "exam", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    year: Mapped[int]
    exam: Mapped[str]
    area: Mapped[str]
    """The area of the site that it was asked on."""
    unit: Mapped[str]
    """The unit of the administrator who asked."""
    kind: Mapped[str]
    asked: Mapped[dict[str, Any]]
    """Whom and which sittings it is about, as ``core.booking.asking.Wish`` keeps it."""
    state: Mapped[str] = mapped_column(default="planning")
    """stopped: whoever asked may not any more, or nobody is left to book."""
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How many lines have come to each outcome."""
    fault: Mapped[dict[str, Any] | None]
    by: Mapped[UUID]
    by_name: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    progress: Mapped[UUID | None]


class BookingLine(TenantOwned, Model):
    """One learner of an order."""

    __tablename__ = "booking_lines"
    __table_args__ = (
        belongs_to("booking_orders", "batch", ondelete="CASCADE"),
        belongs_to("learners", "learner", ondelete="CASCADE"),
        sa.CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        sa.Index("ix_booking_lines_outcome", "tenant", "batch", "outcome", "opens"),
    )

    batch: Mapped[UUID] = mapped_column(primary_key=True)
    """The order."""
    learner: Mapped[UUID] = mapped_column(primary_key=True)
    opens: Mapped[datetime | None]
    """The sitting that is proposed or booked."""
    was: Mapped[datetime | None]
    """The sitting in which a place was booked before."""
    outcome: Mapped[str]
    why: Mapped[dict[str, Any] | None]
    """Why it is refused."""
