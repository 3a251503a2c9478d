"""What the ledger will say about an act or a stretch of time: values in, entries out, nothing read or written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from decimal import Decimal
from uuid import UUID

from core.decisions.credit import AGAIN, Credited, Event, Study, credit_event
from core.decisions.facts import DayTotal
from core.decisions.values import Cite, Text

ZERO = Decimal(0)
Key = tuple[date, str, str]
"""Day, measure and bucket of a total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the ledger before it is written."""

    at: datetime
    day: date
    measure: str
    bucket: str
    kind: str
    raw: Decimal
    counted: Decimal
    cite: Cite
    code: str = "counted"
    reason: Text | None = None
    course: str = ""
    lesson: str = ""
    reference: str = ""
    ticket: UUID | None = None


@dataclass(slots=True)
class Book:
    """The day totals of one learner's year while entries are being added to them."""

    totals: dict[Key, Decimal] = field(default_factory=dict)

    @classmethod
    def of(cls, totals: Iterable[DayTotal]) -> "Book":
        """Return a book that begins with these totals."""
        return cls({(t.day, t.measure, t.bucket): t.amount for t in totals})

    def add(self, entries: Iterable[Entry]) -> None:
        """Add what entries count."""
        for entry in entries:
            if entry.counted:
                key = (entry.day, entry.measure, entry.bucket)
                self.totals[key] = self.totals.get(key, ZERO) + entry.counted

    def under_cap(self, study: Study, day: date) -> Decimal:
        """Return what already counts on a day of the buckets under the daily cap."""
        if study.day_cap is None:
            return ZERO
        buckets = study.day_cap.buckets
        return sum(
            (
                amount
                for (its_day, measure, bucket), amount in self.totals.items()
                if its_day == day and measure == "study" and (not buckets or bucket in buckets)
            ),
            ZERO,
        )

    def day_totals(self) -> tuple[DayTotal, ...]:
        """Return the totals in the order of days."""
        return tuple(
            DayTotal(day, bucket, amount, measure)
            for (day, measure, bucket), amount in sorted(self.totals.items())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Where and under what an event happened, for the entry that tells of it."""

    released: date | None = None
    reference: str = ""
    ticket: UUID | None = None


NO_ACT = Act()


def credit_entry(study: Study, zone: tzinfo, book: Book, event: Event, act: Act = NO_ACT) -> Entry | None:
    """Return what an event earns in the year's unit of account and add it to the book; None when no rule is for it."""
    day = event.at.astimezone(zone).date()
    credited = credit_event(study, event, zone, book.under_cap(study, day), act.released)
    if credited.code == "no_rule":
        return None
    entry = _entry(event, day, _as_again(event, credited), act)
    book.add((entry,))
    return entry


def minutes_entry(event: Event, earned: Entry | None, zone: tzinfo, cite: Cite, act: Act = NO_ACT) -> Entry:
    """Return the entry of the minutes themselves: they count unless the day or the release stands in the way."""
    day = event.at.astimezone(zone).date()
    counted = Credited(raw=event.amount, counted=event.amount, bucket=event.bucket, cite=cite)
    if earned is not None and earned.code in {"outside_period", "before_release"}:
        counted = replace(counted, counted=ZERO, code=earned.code, reason=earned.reason, cite=earned.cite)
    return replace(_entry(event, day, counted, act), measure="minutes")


def _as_again(event: Event, credited: Credited) -> Credited:
    """A repeated act that a rule gives nothing for says so, also where the cap would say it first."""
    if event.first or credited.raw or credited.reason is not None:
        return credited
    return replace(credited, code="again", reason=AGAIN)


def _entry(event: Event, day: date, credited: Credited, act: Act) -> Entry:
    return Entry(
        at=event.at,
        day=day,
        measure="study",
        bucket=credited.bucket,
        kind=event.kind,
        raw=credited.raw,
        counted=credited.counted,
        cite=credited.cite,
        code=credited.code,
        reason=credited.reason,
        course=event.course,
        lesson=event.lesson,
        reference=act.reference,
        ticket=act.ticket,
    )


def totals_of(entries: Iterable[Entry]) -> Mapping[Key, Decimal]:
    """Return what entries add up to by day, measure and bucket."""
    book = Book()
    book.add(entries)
    return book.totals
