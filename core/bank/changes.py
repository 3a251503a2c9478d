"""Which changes of source works concern what treats them: for questions and lessons alike."""

from collections.abc import Sequence

import sqlalchemy as sa

from core.bank.likeness import plain
from core.bank.models import WorkChange
from core.db import db


def changed_works(year: int) -> Sequence[WorkChange]:
    """Return the changes of source works that were marked in a year's bank, newest first."""
    query = sa.select(WorkChange).where(WorkChange.year == year).order_by(WorkChange.at.desc())
    return db.session.scalars(query).all()


def concerns(change: WorkChange, work: dict[str, str]) -> bool:
    """Tell whether a change is of this work: of all of it, or of its article, whose paragraphs belong to it."""
    return is_of(change.title, change.article, work)


def is_of(title: str, article: str, work: dict[str, str]) -> bool:
    """Tell whether a source work is this one, and where an article is named, that article or a paragraph of it."""
    return work.get("title") == title and plain(work.get("article", "")).startswith(plain(article))
