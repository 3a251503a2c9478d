"""A list of timed slots."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, tzinfo
from typing import Annotated

from core.decisions.records import Note, Period, TimeOfDay, part, record
from core.decisions.slots import Sitting, SlotPlan
from core.decisions.values import NOWHERE, Cite
from plugins.slots.window import at


@record
class SlotOnDay:
    """One slot on one day."""

    day: Annotated[date, Note("day")]
    time: Annotated[TimeOfDay, Note("hour at which it opens")]
    minutes: Annotated[int, Note("minutes of the slot")]
    capacity: Annotated[int | None, Note("places; unlimited when left out", narrower="lower")] = None
    cite: Cite = NOWHERE


@part
class FixedSlots(SlotPlan):
    """Slots listed one by one."""

    shorthand = "slots"

    slots: Annotated[tuple[SlotOnDay, ...], Note("the slots")]
    late_entry_minutes: Annotated[
        int | None, Note("minutes after the start at which entry closes; with the slot when left out")
    ] = None
    cite: Cite = NOWHERE

    def sittings(self, zone: tzinfo) -> Iterator[Sitting]:
        """Yield the slots in order of time."""
        for slot in sorted(self.slots, key=lambda s: (s.day, s.time)):
            sitting = at(slot.day, slot.time, zone, slot.minutes, self.late_entry_minutes)
            yield replace(sitting, capacity=slot.capacity, cite=slot.cite)

    def spans(self) -> tuple[Period, ...]:
        """Return a period for each slot's day."""
        return tuple(Period(first=slot.day, last=slot.day, cite=slot.cite) for slot in self.slots)
