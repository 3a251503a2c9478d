"""Opening entries: what a learner had earned on another platform when they were taken over, under that platform's reference.

What stands under a reference is the sum of its entries, one bucket each; another amount adds the difference.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from core.courses.entries import ZERO, Entry
from core.courses.ledger import lock_years, write_many
from core.courses.models import LedgerEntry
from core.courses.years import LearnerYear
from core.db import db
from core.decisions.values import Text

KIND = "taken_over"
BUCKET = "/"
"""Stands in a stored reference before the bucket, since each bucket has an entry of its own."""
MARK = "#"
"""Stands before the number of an entry that corrects others of its reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An amount that a learner had earned elsewhere by a day, with what is said of it."""

    amount: Decimal
    bucket: str
    day: date
    told: Text


@dataclass(frozen=True, slots=True)
class Opened:
    """What stands under one reference and bucket, by how many entries."""

    amount: Decimal = ZERO
    entries: int = 0


Held = Mapping[tuple[UUID, str], Opened]
"""By learner and bucket."""


def held_openings(year: int, learners: Collection[UUID], reference: str) -> Held:
    """Return what stands in learners' years under a reference, in one query."""
    row = LedgerEntry
    known = sa.func.split_part(row.reference, BUCKET + row.bucket, 1) == reference
    query = (
        sa.select(row.learner, row.bucket, sa.func.sum(row.counted), sa.func.count())
        .where(row.learner.in_(learners), row.year == year, row.kind == KIND, known)
        .group_by(row.learner, row.bucket)
    )
    return {
        (learner, bucket): Opened(amount, count)
        for learner, bucket, amount, count in db.session.execute(query)
    }


def write_openings(year: int, reference: str, asked: Sequence[tuple[LearnerYear, Opening]]) -> set[UUID]:
    """Make amounts stand under a reference in the caller's transaction; returns whose ledger has grown."""
    learners = {ly.learner for ly, _ in asked}
    lock_years(learners, year)
    held = held_openings(year, learners, reference)
    entries: dict[UUID, list[Entry]] = {}
    for ly, opening in asked:
        known = held.get((ly.learner, opening.bucket), Opened())
        if opening.amount != known.amount:
            entries.setdefault(ly.learner, []).append(_entry(ly, opening, known, reference))
    write_many(entries, year)
    return set(entries)


def reference_shown(stored: str, bucket: str) -> str:
    """Return the reference as its source wrote it."""
    return stored.rpartition(BUCKET + bucket)[0] or stored


def _entry(ly: LearnerYear, opening: Opening, known: Opened, reference: str) -> Entry:
    stored = f"{reference}{BUCKET}{opening.bucket}"
    difference = opening.amount - known.amount
    return Entry(
        at=ly.at,
        day=opening.day,
        measure="study",
        bucket=opening.bucket,
        kind=KIND,
        raw=difference,
        counted=difference,
        cite=ly.study.cite,
        reason=opening.told,
        reference=stored if not known.entries else f"{stored}{MARK}{known.entries + 1}",
    )
