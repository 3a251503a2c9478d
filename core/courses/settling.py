"""What a ticket's time comes to in the ledger, while it runs and once it has ended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from core.courses.entries import ZERO, Act, Book, Entry, credit_entry, minutes_entry
from core.decisions.credit import Event, Study
from core.decisions.presence import NOT_FINISHED, TWO_CLIENTS
from core.decisions.values import Quantity, Text, say

MINUTE = timedelta(minutes=1)
NOTHING = timedelta()
HUNDREDTH = Decimal("0.01")
REFUSED_SIGNS = say(
    "signs of presence that came twice, too often or too late were refused and count for nothing"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A ticket's time that is not in the ledger yet, and where it was spent."""

    ticket: UUID
    course: str
    lesson: str
    bucket: str
    released: date | None
    first: bool
    """Whether the lesson had not been finished before."""
    idle: timedelta
    day: date
    last: datetime
    counted: timedelta
    pending: tuple[Mapping[str, Any], ...]
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """The entries that a ticket's time makes, and the rest of a minute that waits for the next."""

    entries: tuple[Entry, ...]
    rest: timedelta


def settle_time(study: Study, zone: ZoneInfo, book: Book, time: Time, *, void: bool = False) -> Settled:
    """Return the entries of a ticket's time, adding what counts to the book; ``void``: its page was closed unfinished.

    Whole minutes count; a rest stays with the ticket, except of void time, of which nothing waits.
    """
    entries = [_uncounted(study, zone, time, item) for item in time.pending if item["code"] != "counted"]
    if void:
        entries += [_void(study, zone, time, at, minutes) for at, minutes in _all_minutes(time)]
        return Settled(tuple(entries), NOTHING)
    for at, minutes in _whole_minutes(time):
        entries += _counted(study, zone, book, time, _minutes_event(time, at, minutes))
    return Settled(tuple(entries), time.counted % MINUTE)


def refused_entry(study: Study, zone: ZoneInfo, time: Time) -> Entry | None:
    """Return the entry that tells of refused signs of presence, or None when there were none."""
    if not time.refused:
        return None
    return _presence(study, zone, time, time.last, ("refused_signs", ZERO, REFUSED_SIGNS))


def as_minutes(span: timedelta) -> Decimal:
    """Return a span in minutes, to the hundredth."""
    exact = Decimal(span // timedelta(microseconds=1)) / 60_000_000
    return exact.quantize(HUNDREDTH, ROUND_HALF_UP)


def _all_minutes(time: Time) -> Iterator[tuple[datetime, Decimal]]:
    yield from _earlier_minutes(time)
    if time.counted:
        yield time.last, as_minutes(time.counted)


def _earlier_minutes(time: Time) -> Iterator[tuple[datetime, Decimal]]:
    for item in time.pending:
        if item["code"] == "counted":
            yield datetime.fromisoformat(item["at"]), Decimal(item["minutes"])


def _whole_minutes(time: Time) -> Iterator[tuple[datetime, Decimal]]:
    yield from _earlier_minutes(time)
    whole = time.counted // MINUTE
    if whole:
        yield time.last, Decimal(whole)


def _minutes_event(time: Time, at: datetime, minutes: Decimal) -> Event:
    return Event(
        kind="minutes",
        at=at,
        amount=minutes,
        bucket=time.bucket,
        course=time.course,
        lesson=time.lesson,
        first=time.first,
    )


def _counted(study: Study, zone: ZoneInfo, book: Book, time: Time, event: Event) -> list[Entry]:
    act = Act(released=time.released, ticket=time.ticket)
    earned = credit_entry(study, zone, book, event, act)
    minutes = minutes_entry(event, earned, zone, study.presence.cite, act)
    book.add((minutes,))
    return [minutes] if earned is None else [minutes, earned]


def _void(study: Study, zone: ZoneInfo, time: Time, at: datetime, minutes: Decimal) -> Entry:
    return _presence(study, zone, time, at, ("not_finished", minutes, NOT_FINISHED))


def _uncounted(study: Study, zone: ZoneInfo, time: Time, item: Mapping[str, Any]) -> Entry:
    begin, end = datetime.fromisoformat(item["begin"]), datetime.fromisoformat(item["end"])
    why = (item["code"], as_minutes(end - begin), _reason(time, item["code"]))
    return _presence(study, zone, time, begin, why)


def _reason(time: Time, code: str) -> Text:
    if code == "second_client":
        return TWO_CLIENTS
    idle = Quantity(Decimal(time.idle // MINUTE), "minutes")
    return say("no sign of presence for more than {idle}", idle=idle)


def _presence(
    study: Study, zone: ZoneInfo, time: Time, at: datetime, why: tuple[str, Decimal, Text]
) -> Entry:
    code, minutes, reason = why
    return Entry(
        at=at,
        day=at.astimezone(zone).date(),
        measure="minutes",
        bucket=time.bucket,
        kind="minutes",
        raw=minutes,
        counted=ZERO,
        cite=study.presence.cite,
        code=code,
        reason=reason,
        course=time.course,
        lesson=time.lesson,
        ticket=time.ticket,
    )
