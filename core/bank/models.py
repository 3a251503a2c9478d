"""Tables of the bank's editors: what papers tell of each question, files that were imported, works that changed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.tenancy.scope import TenantOwned


class QuestionFigures(TenantOwned, Model):
    """What an exam's papers tell of one version of a question, as last counted."""

    __tablename__ = "question_figures"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    exam: Mapped[str] = mapped_column(primary_key=True)
    papers: Mapped[int]
    """Papers that ask it, those still open included."""
    marked: Mapped[int]
    """Of these, papers that are handed in and not void."""
    correct: Mapped[int]
    """Of these, answers that earned the whole mark."""
    discrimination: Mapped[Decimal | None]
    """Correlation with the rest of the paper, from -1 to 1; NULL where nothing varies."""
    counted_at: Mapped[datetime]


class QuestionImport(TenantOwned, Model):
    """A file of questions that an editor has sent in: its preview, and what became of it."""

    __tablename__ = "question_imports"
    __table_args__ = (
        sa.CheckConstraint("state IN ('preview', 'applying', 'applied', 'stopped')", name="state"),
        sa.Index("ix_question_imports_at", "tenant", "year", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    year: Mapped[int]
    area: Mapped[str]
    """The area of the editor, whose questions it may touch."""
    file_name: Mapped[str]
    format: Mapped[str]
    """xlsx, gift or xml."""
    state: Mapped[str] = mapped_column(default="preview")
    """stopped: nothing was imported because a row could not be."""
    by_name: Mapped[str]
    content: Mapped[bytes]
    defaults: Mapped[dict[str, Any]]
    """What rows that do not say it take: source work and course."""
    rows: Mapped[list[Any]]
    """For each question of the file: where it stands, its code, what happens to it, and why."""
    counts: Mapped[dict[str, Any]]
    by: Mapped[UUID]
    at: Mapped[datetime]
    progress: Mapped[UUID | None] = mapped_column(default=None)
    partly: Mapped[bool] = mapped_column(default=False)
    """Whether the editor chose to import what can be and leave out the rest."""


class WorkChange(TenantOwned, Model):
    """An editor's word that a source work, or one article of it, reads differently from a day on."""

    __tablename__ = "work_changes"
    __table_args__ = (sa.Index("ix_work_changes_at", "tenant", "year", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    year: Mapped[int]
    area: Mapped[str]
    title: Mapped[str]
    article: Mapped[str] = mapped_column(default="")
    note: Mapped[str]
    by_name: Mapped[str]
    since: Mapped[date]
    questions: Mapped[int]
    """How many questions it made stale."""
    by: Mapped[UUID]
    at: Mapped[datetime]
