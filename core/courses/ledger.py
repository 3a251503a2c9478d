"""Writing to the ledger and reading what it adds up to. Rows are only added; day totals move in the same transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.courses.entries import Book, Entry, totals_of
from core.courses.models import DayTotalRow, LedgerEntry
from core.db import db
from core.decisions.stored import store_cite, store_text
from core.tenancy.reading import Reading, Row, read
from core.tenancy.rows import enter_rows, take_locks
from core.tenancy.scope import current_tenant

TOTALS = Reading("""
SELECT learner, day, measure, bucket, amount FROM day_totals
WHERE tenant = %(tenant)s AND learner = ANY(%(learners)s) AND year = %(year)s
""")

ENTERED = Reading("""
SELECT 1 FROM ledger
WHERE tenant = %(tenant)s AND learner = %(learner)s AND year = %(year)s AND kind = %(kind)s
  AND reference = %(reference)s LIMIT 1
""")

ADDED = """
ON CONFLICT (tenant, learner, year, day, measure, bucket) DO UPDATE SET amount = day_totals.amount + excluded.amount
"""


def lock_year(learner: UUID, year: int) -> None:
    """Let one transaction at a time add to a learner's year, so that caps and "once" hold under parallel requests."""
    lock_years([learner], year)


def lock_years(learners: Collection[UUID], year: int) -> None:
    """Do the same for many learners."""
    tenant = current_tenant()
    take_locks(f"ledger:{tenant}:{learner}:{year}" for learner in learners)


def read_book(learner: UUID, year: int) -> Book:
    """Return the day totals of a learner's year."""
    return read_books([learner], year)[learner]


def read_books(learners: Collection[UUID], year: int) -> dict[UUID, Book]:
    """Return the day totals of many learners' years in one query."""
    return books_from(learners, read(TOTALS, learners=list(learners), year=year))


def books_from(learners: Iterable[UUID], rows: Iterable[Row]) -> dict[UUID, Book]:
    """Return the books that the rows of ``TOTALS`` make, an empty one for a learner without."""
    books = {learner: Book() for learner in learners}
    for learner, day, measure, bucket, amount in rows:
        books[learner].totals[day, measure, bucket] = amount
    return books


def write(learner: UUID, year: int, entries: Sequence[Entry]) -> None:
    """Add entries and move the totals with them; the caller holds ``lock_year`` and commits."""
    write_many({learner: entries}, year)


def write_many(entries: Mapping[UUID, Sequence[Entry]], year: int) -> None:
    """Add entries of many learners and move their totals, in two statements; the caller holds ``lock_years`` and commits."""
    enter_rows(LedgerEntry, [_row(learner, year, one) for learner, own in entries.items() for one in own])
    moved = [_moved(learner, year, own) for learner, own in entries.items()]
    enter_rows(DayTotalRow, [row for rows in moved for row in rows], ADDED)


def has_entry(learner: UUID, year: int, kind: str, reference: str) -> bool:
    """Tell whether the ledger already holds the act of this kind and reference."""
    return bool(read(ENTERED, learner=learner, year=year, kind=kind, reference=reference))


def rebuild_totals(learner: UUID | None = None, year: int | None = None) -> int:
    """Make the day totals anew from the ledger, of one learner, one year or all, and commit; returns how many rows."""
    of = [DayTotalRow.learner == learner] if learner is not None else []
    of += [DayTotalRow.year == year] if year is not None else []
    db.session.execute(sa.delete(DayTotalRow).where(*of))
    rows = [{**row._mapping} for row in db.session.execute(_sums(learner, year))]  # noqa: SLF001 (SQLAlchemy's public face of a row)
    if rows:
        db.session.execute(sa.insert(DayTotalRow), rows)
    db.session.commit()
    return len(rows)


def _sums(learner: UUID | None, year: int | None) -> sa.Select[tuple[UUID, int, date, str, str, Decimal]]:
    keys = (
        LedgerEntry.learner,
        LedgerEntry.year,
        LedgerEntry.day,
        LedgerEntry.measure,
        LedgerEntry.bucket,
    )
    query = sa.select(*keys, sa.func.sum(LedgerEntry.counted).label("amount")).group_by(*keys)
    if learner is not None:
        query = query.where(LedgerEntry.learner == learner)
    if year is not None:
        query = query.where(LedgerEntry.year == year)
    return query.where(LedgerEntry.counted != 0)


def _moved(learner: UUID, year: int, entries: Iterable[Entry]) -> list[dict[str, object]]:
    return [
        {
            "learner": learner,
            "year": year,
            "day": day,
            "measure": measure,
            "bucket": bucket,
            "amount": amount,
        }
        for (day, measure, bucket), amount in totals_of(entries).items()
    ]


def _row(learner: UUID, year: int, entry: Entry) -> dict[str, object]:
    return {
        "id": uuid4(),
        "learner": learner,
        "year": year,
        "at": entry.at,
        "day": entry.day,
        "measure": entry.measure,
        "bucket": entry.bucket,
        "kind": entry.kind,
        "course": entry.course,
        "lesson": entry.lesson,
        "raw": entry.raw,
        "counted": entry.counted,
        "code": entry.code,
        "reason": store_text(entry.reason),
        "cite": store_cite(entry.cite),
        "reference": entry.reference,
        "ticket": entry.ticket,
    }
