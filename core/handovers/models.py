"""The table of handovers."""

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to

STATES = ("proposed", "accepted", "declined", "withdrawn")


class Handover(TenantOwned, Model):
    """An administrator's unit offered to a successor, until they accept or decline, or it is taken back."""

    __tablename__ = "handovers"
    __table_args__ = (
        belongs_to("administrators", "administrator"),
        belongs_to("learners", "learner"),
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.CheckConstraint("(learner IS NULL) <> (code_hash IS NULL)", name="one_successor"),
        sa.Index(
            "uq_handovers_open",
            "tenant",
            "administrator",
            unique=True,
            postgresql_where=sa.text("state = 'proposed'"),
        ),
        sa.Index("ix_handovers_learner", "tenant", "learner"),
        sa.Index("ix_handovers_code", "tenant", "code_hash"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    administrator: Mapped[UUID]
    """Who hands over."""
    unit: Mapped[str]
    """The unit that is handed over."""
    learner: Mapped[UUID | None]
    """The successor, where they are a learner; somebody new comes with a code."""
    code_hash: Mapped[bytes | None]
    """SHA-256 of the code that a new person brings."""
    name: Mapped[str]
    """The successor's name."""
    account: Mapped[str]
    """What the successor will sign in with as an administrator."""
    phone: Mapped[str] = mapped_column(default="")
    stays: Mapped[bool] = mapped_column(default=False)
    """Whether the old account stays beside the new one."""
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="proposed")
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID]
    proposed_by_name: Mapped[str]
    expires: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    successor: Mapped[UUID | None] = mapped_column(default=None)
    """The administrator that came of it."""
