"""The table of registrations: what somebody sent of themselves, how it compares, and what became of it."""

from datetime import datetime
from typing import Any, Literal, TypeAlias, get_args
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to

State: TypeAlias = Literal["waiting", "entered", "refused"]
STATES: tuple[State, ...] = get_args(State)


class Registration(TenantOwned, Model):
    """Somebody has registered; with an account once it is entered."""

    __tablename__ = "registrations"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",)),
        belongs_to("learners", "learner", ondelete="CASCADE"),
        belongs_to("consents", "consent"),
        sa.UniqueConstraint("tenant", "reference"),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.Index("ix_registrations_unit", "tenant", "state", "unit"),
        sa.Index("ix_registrations_id_number", "tenant", "year", "id_number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    reference: Mapped[str]
    """What whoever registered asks after it by; it cannot be guessed."""
    year: Mapped[int]
    unit: Mapped[str]
    name: Mapped[str]
    id_number: Mapped[str]
    phone: Mapped[str]
    more: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What else the rules ask, by column of the roster."""
    password_hash: Mapped[str | None] = mapped_column(default=None)
    """The password chosen, until it stands with the account; NULL where the initial one serves."""
    consent: Mapped[UUID]
    state: Mapped[str] = mapped_column(default="waiting")
    why: Mapped[list[Any]] = mapped_column(default=list)
    """Why it was not entered at once, as stored texts."""
    at: Mapped[datetime]
    """On the tenant's clock."""
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[UUID | None] = mapped_column(default=None)
    """The administrator; NULL where the comparison alone has entered it."""
    decided_by_name: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    """Why it was refused, as its sender reads it."""
    learner: Mapped[UUID | None] = mapped_column(default=None)
