"""Timed slots at the same hours of every day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, tzinfo
from typing import Annotated

from core.decisions.records import Note, Period, TimeOfDay, part
from core.decisions.slots import Sitting, SlotPlan
from core.decisions.values import NOWHERE, Cite
from plugins.slots.window import at, days


@part
class DailySlots(SlotPlan):
    """Every day of a range has slots at these hours, each of so many minutes, with room for so many."""

    first: Annotated[date, Note("first day", key="from", narrower="higher")]
    last: Annotated[date, Note("last day, included", key="to", narrower="lower")]
    times: Annotated[tuple[TimeOfDay, ...], Note("hours at which slots open")]
    minutes: Annotated[int, Note("minutes of a slot")]
    capacity: Annotated[int | None, Note("places in a slot; unlimited when left out", narrower="lower")] = (
        None
    )
    late_entry_minutes: Annotated[
        int | None, Note("minutes after the start at which entry closes; with the slot when left out")
    ] = None
    cite: Cite = NOWHERE

    def sittings(self, zone: tzinfo) -> Iterator[Sitting]:
        """Yield the slots in order of time."""
        for day in days(self.first, self.last):
            for time in sorted(self.times):
                slot = at(day, time, zone, self.minutes, self.late_entry_minutes)
                yield replace(slot, capacity=self.capacity, cite=self.cite)

    def spans(self) -> tuple[Period, ...]:
        """Return the one range of days."""
        return (Period(first=self.first, last=self.last, cite=self.cite),)
