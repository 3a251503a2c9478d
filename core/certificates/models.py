"""Tables of certificates: each one as issued, the series that number them, and what was issued in bulk."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to


class CertificateRow(TenantOwned, Model):
    """One certificate with what it says; it stays for good, and a revocation is written beside it."""

    __tablename__ = "certificates"
    __table_args__ = (
        belongs_to("learners", "learner"),
        sa.UniqueConstraint("tenant", "number"),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_by_somebody"),
        sa.CheckConstraint("revoked_at IS NULL OR revoke_reason <> ''", name="revoked_with_reason"),
        sa.Index(
            "uq_certificates_in_force",
            "tenant",
            "learner",
            "year",
            unique=True,
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
        sa.Index("ix_certificates_year", "tenant", "year", "issued_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    learner: Mapped[UUID]
    year: Mapped[int]
    area: Mapped[str]
    """The place whose name and look the paper has; "" for the province itself."""
    number: Mapped[str]
    code: Mapped[str]
    """What is asked besides the number before anybody is told what a certificate says."""
    state: Mapped[str]
    grade: Mapped[str]
    score: Mapped[Decimal | None]
    """State, grade and exact score of the standing it was issued for."""
    said: Mapped[dict[str, Any]]
    """What the paper says, as it was signed (``core.certificates.said.Said``)."""
    signature: Mapped[bytes]
    """Ed25519 over ``said``."""
    key: Mapped[str]
    """Id of the key that signed."""
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID]
    issued_by_name: Mapped[str]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_by: Mapped[UUID | None] = mapped_column(default=None)
    revoked_by_name: Mapped[str] = mapped_column(default="")
    revoke_reason: Mapped[str] = mapped_column(default="")
    """An administrator's words; the next certificate's number where the result has changed."""
    replaced_by: Mapped[str] = mapped_column(default="")
    """The number of the certificate that took its place when the result changed; "" for none."""


class Series(TenantOwned, Model):
    """The last serial handed out among numbers that differ in nothing but their serial."""

    __tablename__ = "certificate_series"

    series: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class Batch(TenantOwned, Model):
    """Certificates issued in bulk for a unit and all below it, by an administrator."""

    __tablename__ = "certificate_batches"
    __table_args__ = (
        belongs_to("units", "unit", target=("code",)),
        sa.Index("ix_certificate_batches_asked_at", "tenant", "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    unit: Mapped[str]
    address: Mapped[str]
    """Where the papers of this batch can be checked: scheme and host."""
    asked_at: Mapped[datetime]
    """On the true clock."""
    asked_by: Mapped[UUID]
    asked_by_name: Mapped[str]
    progress: Mapped[UUID]
    """The job's account of itself."""
    refused: Mapped[list[Any]] = mapped_column(default=list)
    """Those who earned one and did not get it: account, name, and the lines of the verdict that stand in the way."""


class Archive(TenantOwned, Model):
    """A ZIP with a part of a batch's papers; forgotten after some days, since it can be made again."""

    __tablename__ = "certificate_archives"
    __table_args__ = (belongs_to("certificate_batches", "batch", ondelete="CASCADE"),)

    batch: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    papers: Mapped[int]
    content: Mapped[bytes] = mapped_column(deferred=True)
    """Fetched only to be sent."""
