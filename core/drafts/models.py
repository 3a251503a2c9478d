"""Tables of drafts: the draft, every version that was saved, and every act with who, when and why."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to, row_number

State = Literal["draft", "submitted", "approved", "published", "withdrawn", "dropped"]
STATES = ("draft", "submitted", "approved", "published", "withdrawn", "dropped")
OPEN = ("draft", "submitted", "approved")
"""States in which a draft is still on its way."""


class DraftRow(TenantOwned, Model):
    """One rule file on its way to be published, or published; at most one of a file is on its way."""

    __tablename__ = "rule_drafts"
    __table_args__ = (
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.CheckConstraint("state <> 'published' OR since IS NOT NULL", name="published_since"),
        sa.Index(
            "uq_rule_drafts_open",
            "tenant",
            "area",
            "file",
            unique=True,
            postgresql_where=sa.text(f"state IN {OPEN}"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area: Mapped[str] = mapped_column(sa.String(120))
    year: Mapped[int]
    file: Mapped[str] = mapped_column(sa.String(80))
    """The name of the file in the place's ``rules`` folder."""
    state: Mapped[State] = mapped_column(sa.String(10), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    """The last version; who saves names the one they began from."""
    origin: Mapped[str] = mapped_column(sa.String(120), default="")
    """What it was started from: a place and year, ``skeleton``, ``upload``."""
    since: Mapped[date | None]
    """The first day on which it is in force, once it is published."""
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class VersionRow(TenantOwned, Model):
    """What a draft said when it was saved; rows are only ever added."""

    __tablename__ = "rule_versions"
    __table_args__ = (belongs_to("rule_drafts", "draft", ondelete="CASCADE"),)

    draft: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[str]
    cases: Mapped[str] = mapped_column(default="")
    """The worked cases that stand beside it, as YAML; "" for none."""
    by: Mapped[UUID]
    by_name: Mapped[str]
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(default="")


class ActRow(TenantOwned, Model):
    """One step of a draft's way; rows are only ever added, and the last publication or withdrawal is the rules' revision."""

    __tablename__ = "rule_acts"
    __table_args__ = (belongs_to("rule_drafts", "draft", ondelete="CASCADE"),)

    id: Mapped[int] = row_number()
    draft: Mapped[UUID]
    act: Mapped[str] = mapped_column(sa.String(20))
    version: Mapped[int]
    by: Mapped[UUID]
    by_name: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class DryRunRow(TenantOwned, Model):
    """A dry run of a draft over the roster: its progress while it runs, its figures when it is done."""

    __tablename__ = "rule_dry_runs"
    __table_args__ = (
        belongs_to("rule_drafts", "draft", ondelete="CASCADE"),
        sa.Index("ix_rule_dry_runs_draft", "tenant", "draft"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    draft: Mapped[UUID]
    version: Mapped[int]
    progress: Mapped[UUID | None]
    by: Mapped[UUID]
    by_name: Mapped[str]
    at: Mapped[datetime]
    outcome: Mapped[dict[str, Any] | None] = mapped_column(sa.dialects.postgresql.JSONB(none_as_null=True))
    """The figures, the units and the examples; NULL until it is done."""
