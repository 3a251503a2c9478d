"""The table of applications: what the public page knows of an order besides the order itself."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to


class UnitApplication(TenantOwned, Model):
    """An order that was placed on the public page, for a unit to be or for one of last year."""

    __tablename__ = "unit_applications"
    __table_args__ = (
        belongs_to("fee_orders", "order_id"),
        belongs_to("units", "made_unit", target=("code",)),
        belongs_to("administrators", "administrator"),
        sa.Index("ix_unit_applications_name_key", "tenant", "name_key"),
        sa.Index("ix_unit_applications_from", "tenant", "from_hash", "applied_at"),
    )

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str]
    """The name without spaces and brackets' kinds, by which the same unit is known again."""
    kind: Mapped[str]
    region: Mapped[str]
    renews: Mapped[bool]
    """Whether the unit was there before and its people stand on its roster."""
    nonce: Mapped[str]
    """What the secret link is made of, together with the platform's secret; the link itself is kept nowhere."""
    from_hash: Mapped[str]
    """The digest of the address that it came from, for the limit on applications alone."""
    made_unit: Mapped[str | None] = mapped_column(default=None)
    """The unit that its payment opened."""
    administrator: Mapped[UUID | None] = mapped_column(default=None)
    """The first administrator, made by the same act."""
    applied_at: Mapped[datetime]
    shown_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the first administrator's sign-in was shown, which happens once."""
