"""Slot plans: when an exam can be sat."""

from core.decisions.slots import SlotPlan
from core.hooks import hookimpl
from plugins.slots.any_continuous import AnyContinuous
from plugins.slots.daily_slots import DailySlots
from plugins.slots.fixed_slots import FixedSlots
from plugins.slots.window import DailyWindow, Window, Windows


@hookimpl
def slot_planners() -> list[type[SlotPlan]]:
    """Offer windows of days, of hours, several windows, and slots."""
    return [Window, DailyWindow, Windows, DailySlots, FixedSlots, AnyContinuous]
