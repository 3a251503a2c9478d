"""The table of recoveries: who has asked for a code, or asked for what nobody has, which is kept alike."""

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to


class Recovery(TenantOwned, Model):
    """Somebody has asked to recover a password or an account number; for a name that nobody has, nobody stands here."""

    __tablename__ = "recoveries"
    __table_args__ = (
        belongs_to("learners", "learner", ondelete="CASCADE"),
        belongs_to("administrators", "administrator", ondelete="CASCADE"),
        sa.CheckConstraint("kind IN ('password', 'account')", name="kind"),
        sa.Index("ix_recoveries_asked_at", "tenant", "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    channel: Mapped[str]
    area: Mapped[str]
    """The area of the site that it was asked for on."""
    learner: Mapped[UUID | None] = mapped_column(default=None)
    administrator: Mapped[UUID | None] = mapped_column(default=None)
    nonce: Mapped[str]
    """What the code is made of, together with the platform's secret; the code itself is kept nowhere. "" once it is used."""
    tries: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    """On the true clock."""
