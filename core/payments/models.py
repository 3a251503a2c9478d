"""The table of payments that were begun online."""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to

State = Literal["waiting", "paid", "odd", "closed"]
STATES: tuple[State, ...] = ("waiting", "paid", "odd", "closed")


class OnlinePayment(TenantOwned, Model):
    """A payment that a service was asked to expect; only its verified word, or its answer to our question, changes it."""

    __tablename__ = "online_payments"
    __table_args__ = (
        belongs_to("fee_orders", "order_id"),
        sa.UniqueConstraint("tenant", "number"),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.CheckConstraint("fen > 0", name="fen"),
        sa.Index("ix_online_payments_order", "tenant", "order_id"),
        sa.Index(
            "ix_online_payments_waiting", "tenant", "begun_at", postgresql_where=sa.text("state = 'waiting'")
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    order_id: Mapped[UUID]
    channel: Mapped[str]
    number: Mapped[str]
    """Ours, by which the service calls it."""
    fen: Mapped[int] = mapped_column(sa.BigInteger)
    code: Mapped[str] = mapped_column(default="")
    """The address that the QR code holds."""
    state: Mapped[State] = mapped_column(sa.String, default="waiting")
    transaction: Mapped[str] = mapped_column(default="")
    """The service's own number."""
    came_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    """What the service says was paid."""
    fault: Mapped[str] = mapped_column(default="")
    """Why it is odd, as a stable word: wrong_sum, order_ended."""
    begun_at: Mapped[datetime]
    """On the true clock, like the next."""
    ended_at: Mapped[datetime | None]
