"""Windows: ranges of days in which one starts when one likes."""

from collections.abc import Iterator
from datetime import date, timedelta, tzinfo
from typing import Annotated, Literal

from core.decisions.records import Note, Period, TimeOfDay, instant, part, record
from core.decisions.slots import Sitting, SlotPlan
from core.decisions.values import NOWHERE, Cite


@part
class Window(SlotPlan):
    """One range of days, wholly open, in which an attempt may be started at any time."""

    first: Annotated[date, Note("first day", key="from", narrower="higher")]
    last: Annotated[date, Note("last day, included", key="to", narrower="lower")]
    opens: Annotated[TimeOfDay | None, Note("hour at which the first day opens; midnight when left out")] = (
        None
    )
    closes: Annotated[TimeOfDay | None, Note("hour at which the last day closes; 24:00 when left out")] = None
    minutes: Annotated[int | None, Note("minutes of an attempt; only the end limits it when left out")] = None
    late: Annotated[
        Literal["keeps_rest", "refused"],
        Note("one who starts with too little time left keeps what is left of it, or is refused"),
    ] = "keeps_rest"
    cite: Cite = NOWHERE

    def sittings(self, zone: tzinfo) -> Iterator[Sitting]:
        """Yield the one sitting."""
        yield sitting_in(self.spans()[0], zone, self.minutes, self.late)

    def spans(self) -> tuple[Period, ...]:
        """Return the one period."""
        return (
            Period(first=self.first, last=self.last, opens=self.opens, closes=self.closes, cite=self.cite),
        )


@record
class Hours:
    """The hours of a day."""

    opens: Annotated[TimeOfDay, Note("hour from which on one may start", key="from")]
    closes: Annotated[TimeOfDay, Note("hour at which everything is handed in", key="to")]
    cite: Cite = NOWHERE


@part
class DailyWindow(SlotPlan):
    """A range of days, each open at the same hours."""

    first: Annotated[date, Note("first day", key="from", narrower="higher")]
    last: Annotated[date, Note("last day, included", key="to", narrower="lower")]
    hours: Annotated[tuple[Hours, ...], Note("hours of each day, in order")]
    minutes: Annotated[int | None, Note("minutes of an attempt; only the end limits it when left out")] = None
    late: Annotated[
        Literal["keeps_rest", "refused"],
        Note("one who starts with too little time left keeps what is left of it, or is refused"),
    ] = "keeps_rest"
    cite: Cite = NOWHERE

    def sittings(self, zone: tzinfo) -> Iterator[Sitting]:
        """Yield a sitting for each day and its hours."""
        for day in days(self.first, self.last):
            for hours in self.hours:
                period = Period(first=day, last=day, opens=hours.opens, closes=hours.closes, cite=hours.cite)
                yield sitting_in(period, zone, self.minutes, self.late)

    def spans(self) -> tuple[Period, ...]:
        """Return the one range of days."""
        return (Period(first=self.first, last=self.last, cite=self.cite),)


@part
class Windows(SlotPlan):
    """Several windows, one after the other."""

    shorthand = "of"

    of: Annotated[tuple[SlotPlan, ...], Note("the windows in order of time")]
    cite: Cite = NOWHERE

    def sittings(self, zone: tzinfo) -> Iterator[Sitting]:
        """Yield the sittings of every window in order of time."""
        laid_out = (sitting for plan in self.of for sitting in plan.sittings(zone))
        yield from sorted(laid_out, key=lambda sitting: sitting.opens)

    def spans(self) -> tuple[Period, ...]:
        """Return the periods of all windows."""
        return tuple(span for plan in self.of for span in plan.spans())


def sitting_in(period: Period, zone: tzinfo, minutes: int | None, late: str) -> Sitting:
    """Return a window's sitting; with ``late`` "refused", nobody starts with less than the full time left."""
    closes = period.end(zone)
    latest = closes - timedelta(minutes=minutes) if minutes and late == "refused" else closes
    if minutes and late == "refused":
        latest += timedelta(seconds=1)
    return Sitting(
        opens=period.begin(zone), closes=closes, latest_start=latest, minutes=minutes, cite=period.cite
    )


def days(first: date, last: date) -> Iterator[date]:
    """Yield every day of a range, both ends included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def at(day: date, time: timedelta, zone: tzinfo, minutes: int, late_entry: int | None) -> Sitting:
    """Return a timed slot of a day without capacity or source; entry closes with it unless said earlier."""
    opens = instant(day, time, zone)
    closes = opens + timedelta(minutes=minutes)
    latest = closes if late_entry is None else opens + timedelta(minutes=late_entry)
    return Sitting(opens=opens, closes=closes, latest_start=latest, minutes=minutes, slot=True)
