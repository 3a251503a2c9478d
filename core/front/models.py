"""Tables of the public face: what stands at the foot of every page, codes to scan, announcements, downloads."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned, belongs_to

State = Literal["draft", "published", "withdrawn"]
STATES: tuple[State, ...] = ("draft", "published", "withdrawn")
Audience = Literal["everyone", "learners", "administrators"]
AUDIENCES: tuple[Audience, ...] = ("everyone", "learners", "administrators")


class FrontPage(TenantOwned, Model):
    """How to reach the office of a place, and under which numbers its site is filed with the authorities."""

    __tablename__ = "front_pages"

    area: Mapped[str] = mapped_column(primary_key=True)
    hotlines: Mapped[list[Any]] = mapped_column(JSONB)
    """Each with ``label``, ``number`` and ``hours``."""
    filing: Mapped[str]
    """The site's filing number (ICP备案号)."""
    police: Mapped[str]
    """The number under which the site is filed with the public security organs (公安备案号)."""
    edits: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str]


class FrontCode(TenantOwned, Model):
    """A picture to scan: the official account, the group of a county's administrators."""

    __tablename__ = "front_codes"
    __table_args__ = (belongs_to("files", "file"), sa.Index("ix_front_codes_area", "tenant", "area"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area: Mapped[str]
    caption: Mapped[str]
    file: Mapped[UUID]
    added_at: Mapped[datetime]


class Announcement(TenantOwned, Model):
    """News of a place, read by everybody who comes to its site from its first day to its last."""

    __tablename__ = "announcements"
    __table_args__ = (
        sa.CheckConstraint(f"state IN {STATES}", name="state"),
        sa.Index("ix_announcements_area", "tenant", "area", "state", "first_day"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area: Mapped[str]
    state: Mapped[State] = mapped_column(sa.String, default="draft")
    title: Mapped[str]
    title_en: Mapped[str]
    """The title for readers of English, "" where the Chinese one stands for both."""
    text: Mapped[str]
    format: Mapped[str]
    text_en: Mapped[str]
    """Markdown for readers of English, or ""."""
    pinned: Mapped[bool]
    below: Mapped[bool]
    """Whether the sites of the areas below show it too."""
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    edits: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str]


class Download(TenantOwned, Model):
    """A file that a place offers: a manual, a form, a poster."""

    __tablename__ = "downloads"
    __table_args__ = (
        belongs_to("files", "file"),
        sa.CheckConstraint(f"audience IN {AUDIENCES}", name="audience"),
        sa.Index("ix_downloads_area", "tenant", "area"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str]
    note: Mapped[str]
    audience: Mapped[Audience] = mapped_column(sa.String)
    below: Mapped[bool]
    file: Mapped[UUID]
    edits: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str]
