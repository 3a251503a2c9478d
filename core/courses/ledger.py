"""Writing to the ledger and reading what it adds up to. Rows are only added; day totals move in the same transaction."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from core.courses.entries import Book, Entry, totals_of
from core.courses.models import DayTotalRow, LedgerEntry
from core.db import db
from core.decisions.facts import DayTotal
from core.decisions.stored import store_cite, store_text
from core.tenancy.scope import current_tenant


def lock_year(learner: UUID, year: int) -> None:
    """Let one transaction at a time add to a learner's year, so that caps and "once" hold under parallel requests."""
    key = f"ledger:{current_tenant()}:{learner}:{year}"
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(key, 0))))


def read_book(learner: UUID, year: int) -> Book:
    """Return the day totals of a learner's year."""
    return Book.of(day_totals(learner, year))


def day_totals(learner: UUID, year: int) -> tuple[DayTotal, ...]:
    """Return the stored totals, oldest day first."""
    query = (
        sa.select(DayTotalRow.day, DayTotalRow.bucket, DayTotalRow.amount, DayTotalRow.measure)
        .where(DayTotalRow.learner == learner, DayTotalRow.year == year)
        .order_by(DayTotalRow.day, DayTotalRow.measure, DayTotalRow.bucket)
    )
    return tuple(DayTotal(*row) for row in db.session.execute(query))


def write(learner: UUID, year: int, entries: Sequence[Entry]) -> None:
    """Add entries and move the totals with them; the caller holds ``lock_year`` and commits."""
    if not entries:
        return
    db.session.execute(sa.insert(LedgerEntry), [_row(learner, year, entry) for entry in entries])
    moved = totals_of(entries)
    if moved:
        _move_totals(learner, year, moved.items())


def has_entry(learner: UUID, year: int, kind: str, reference: str) -> bool:
    """Tell whether the ledger already holds the act of this kind and reference."""
    query = sa.select(LedgerEntry.id).where(
        LedgerEntry.learner == learner,
        LedgerEntry.year == year,
        LedgerEntry.kind == kind,
        LedgerEntry.reference == reference,
    )
    return db.session.execute(query.limit(1)).first() is not None


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


def _move_totals(learner: UUID, year: int, moved: Iterable[tuple[tuple[date, str, str], Decimal]]) -> None:
    rows = [
        {
            "tenant": current_tenant(),
            "learner": learner,
            "year": year,
            "day": day,
            "measure": measure,
            "bucket": bucket,
            "amount": amount,
        }
        for (day, measure, bucket), amount in moved
    ]
    added = insert(DayTotalRow).values(rows)
    summed = DayTotalRow.amount + added.excluded.amount
    keys = ["tenant", "learner", "year", "day", "measure", "bucket"]
    db.session.execute(added.on_conflict_do_update(index_elements=keys, set_={"amount": summed}))


def _row(learner: UUID, year: int, entry: Entry) -> dict[str, object]:
    return {
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
