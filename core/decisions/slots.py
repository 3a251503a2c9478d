"""When can an exam be sat: windows, slots, capacity, booking?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Annotated, Literal, Protocol

from core.decisions.records import Note, Part, Period, record
from core.decisions.values import NOWHERE, Between, Cite


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A stretch of time to start an attempt and hand it in: a whole window or one slot of a day."""

    opens: datetime
    closes: datetime
    """The first instant at which nothing more is accepted."""
    latest_start: datetime
    """The first instant at which no attempt may be started any more."""
    minutes: int | None = None
    """Length of an attempt; None where only ``closes`` limits it."""
    capacity: int | None = None
    slot: bool = False
    """True for a timed slot of a day, False for a window in which one starts when one likes."""
    cite: Cite = NOWHERE

    @property
    def time(self) -> Between:
        """From when to when."""
        return Between(self.opens, self.closes)

    def deadline(self, started: datetime) -> datetime:
        """Return the instant by which an attempt started then must be handed in."""
        if self.minutes is None or self.slot:
            return self.closes
        return min(self.closes, started + timedelta(minutes=self.minutes))


class SlotPlan(Part, Protocol):
    """A part that lays out the sittings of an exam."""

    def sittings(self, zone: tzinfo) -> Iterator[Sitting]:
        """Yield the sittings in order of time."""
        ...

    def spans(self) -> tuple[Period, ...]:
        """Return the periods of days that the plan lies in."""
        ...


@record
class Booking:
    """Who books places and when."""

    by: Annotated[tuple[Literal["administrator", "learner"], ...], Note("who may book")]
    period: Annotated[Period | None, Note("days on which places may be booked", narrower="within")] = None
    cite: Cite = NOWHERE


@record
class Attempts:
    """How often an exam may be sat and which attempt counts."""

    most: Annotated[int | None, Note("attempts at most; unlimited when left out", narrower="lower")] = None
    counts: Annotated[Literal["best", "last", "first"], Note("which attempt counts")] = "best"
    again: Annotated[Literal["always", "after_failing"], Note("when a further attempt may be started")] = (
        "always"
    )
    per_room: Annotated[bool, Note("one attempt in each named room")] = False
    rooms: Annotated[tuple[str, ...], Note("named rooms")] = ()
    cite: Cite = NOWHERE
