"""The tables of the audit trail: its entries and the chain of seals over them."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned


class AuditEntry(TenantOwned, Model):
    """One act: who did what to whom, with the reason that was given."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        sa.Index("ix_audit_entries_at", "tenant", "at"),
        sa.Index("ix_audit_entries_subject", "tenant", "subject"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    """On the true clock, also where the tenant rehearses another day."""
    told_at: Mapped[datetime]
    """On the tenant's clock, which the act was judged by."""
    actor: Mapped[UUID]
    actor_name: Mapped[str]
    act: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    address: Mapped[str] = mapped_column(default="")
    """Where it was done from; "" for the server's own acts."""


class AuditSeal(TenantOwned, Model):
    """An entry's place in the chain. No foreign key leads to the entry: it would keep a removed one from showing."""

    __tablename__ = "audit_seals"
    __table_args__ = (sa.UniqueConstraint("tenant", "entry"),)

    number: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    entry: Mapped[UUID]
    link: Mapped[bytes]
    """SHA-256 of the entry and the link before it."""
    sealed_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
