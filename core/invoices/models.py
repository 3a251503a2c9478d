"""The table of invoices: what was asked to be issued, and what came back."""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to

State = Literal["requested", "issued", "red", "withdrawn"]
STATES: tuple[State, ...] = ("requested", "issued", "red", "withdrawn")
STANDING = ("requested", "issued")
"""An order has one of these at most."""


class Invoice(TenantOwned, Model):
    """One invoice of an order, from its request on; a red or withdrawn one stays and another takes its place."""

    __tablename__ = "invoices"
    __table_args__ = (
        belongs_to("fee_orders", "order_id"),
        belongs_to("files", "file"),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.CheckConstraint("fen > 0", name="fen"),
        sa.Index(
            "uq_invoices_standing",
            "tenant",
            "order_id",
            unique=True,
            postgresql_where=sa.text(f"state IN {STANDING}"),
        ),
        sa.Index("uq_invoices_code", "tenant", "code", unique=True, postgresql_where=sa.text("code <> ''")),
        sa.Index("ix_invoices_state", "tenant", "state", "number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True))
    order_id: Mapped[UUID]
    title: Mapped[str]
    taxpayer: Mapped[str]
    email: Mapped[str]
    fen: Mapped[int] = mapped_column(sa.BigInteger)
    state: Mapped[State] = mapped_column(sa.String, default="requested")
    requested_at: Mapped[datetime]
    exported_at: Mapped[datetime | None]
    """When it last stood in a batch."""
    code: Mapped[str] = mapped_column(default="")
    """The number on the invoice itself."""
    file: Mapped[UUID | None]
    issued_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    red_code: Mapped[str] = mapped_column(default="")
    """The number of the red-letter invoice that takes it back."""
    reason: Mapped[str] = mapped_column(default="")
    """Why it was taken back or withdrawn."""

    @property
    def request(self) -> str:
        """What a batch calls the request, and the name of a file may say."""
        return f"FP{self.number:08d}"
