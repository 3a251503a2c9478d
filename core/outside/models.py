"""Tables of what happens outside: papers printed for rooms without network, and lists of marks and credit that came in."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to


class Printing(TenantOwned, Model):
    """The variants of one exam's paper that were drawn for a sitting on paper; rows are only added."""

    __tablename__ = "printings"
    __table_args__ = (
        sa.UniqueConstraint("tenant", "code"),
        sa.Index("ix_printings_at", "tenant", "year", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    year: Mapped[int]
    area: Mapped[str]
    """The place whose rules and bank the papers were drawn by."""
    unit: Mapped[str]
    """The unit of who printed them: those who see it see them."""
    exam: Mapped[str]
    opens: Mapped[datetime]
    closes: Mapped[datetime]
    """The sitting that they were drawn for."""
    code: Mapped[str]
    """Stands on every sheet, with the variant's letter behind it."""
    seed: Mapped[str]
    tier: Mapped[str] = mapped_column(default="")
    rules_digest: Mapped[str]
    said: Mapped[dict[str, Any]]
    """The words around the questions, as they were told by the rules then."""
    variants: Mapped[list[Any]]
    """For each variant from A on the paper as attempts keep theirs: code, version, mark, order of the options, share."""
    by: Mapped[UUID]
    by_name: Mapped[str]
    at: Mapped[datetime]


class OutsideList(TenantOwned, Model):
    """A file of marks or credit that an administrator has sent in: its preview, what became of it, and the file as evidence."""

    __tablename__ = "outside_lists"
    __table_args__ = (
        belongs_to("files", "file"),
        sa.CheckConstraint("kind IN ('marks', 'credit')", name="kind"),
        sa.CheckConstraint("state IN ('preview', 'applying', 'applied', 'stopped')", name="state"),
        sa.Index("ix_outside_lists_at", "tenant", "year", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    year: Mapped[int]
    kind: Mapped[str]
    area: Mapped[str]
    unit: Mapped[str]
    """The unit of who sent it, and their role, which say whose learners it may touch."""
    role: Mapped[str]
    exam: Mapped[str] = mapped_column(default="")
    sat_at: Mapped[datetime | None]
    """Of marks the exam, and when it was sat."""
    reference: Mapped[str] = mapped_column(default="")
    """Of marks the document that they come from."""
    file: Mapped[UUID]
    file_name: Mapped[str]
    state: Mapped[str] = mapped_column(default="preview")
    """stopped: nothing was entered because a row could not be."""
    reason: Mapped[str] = mapped_column(default="")
    rows: Mapped[list[Any]]
    """For each row of the file: where it stands, whom it means, what happens to it, and why."""
    counts: Mapped[dict[str, Any]]
    by: Mapped[UUID]
    by_name: Mapped[str]
    at: Mapped[datetime]
    progress: Mapped[UUID | None] = mapped_column(default=None)
    partly: Mapped[bool] = mapped_column(default=False)
    """Whether the administrator chose to enter what can be and leave out the rest."""
