"""The table of kept files; their content lies in the storage, under a key that begins with the tenant."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned


class StoredFile(TenantOwned, Model):
    """A kept file: what it was called, what its content was found to be, and who brought it.

    Content never changes under an id. Of a forgotten file the row stays; the content goes with the next sweep.
    """

    __tablename__ = "files"
    __table_args__ = (
        sa.CheckConstraint("size > 0", name="size"),
        sa.Index("ix_files_uploaded_at", "tenant", "uploaded_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    """As given, without folders; its ending is the one of the kind found."""
    media_type: Mapped[str]
    family: Mapped[str]
    """video, audio, pdf, image, sheet, document or table."""
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[bytes]
    """Of the content as it is kept; a picture is encoded anew before."""
    seconds: Mapped[Decimal | None]
    """How long a video or sound lasts, where its file says so."""
    width: Mapped[int | None]
    height: Mapped[int | None]
    purpose: Mapped[str]
    uploaded_by: Mapped[UUID]
    uploaded_by_name: Mapped[str]
    uploaded_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]

    @property
    def key(self) -> str:
        """Where the content lies in the storage."""
        return key_of(self.tenant, self.id)


def key_of(tenant: str, file: UUID) -> str:
    """Return the storage's key of a tenant's file."""
    return f"{tenant}/{file.hex[:2]}/{file.hex}"
