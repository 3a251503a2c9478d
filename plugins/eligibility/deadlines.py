"""The day by which something has to be so."""

from datetime import date, timedelta
from typing import Literal

from core.decisions.case import Case

By = Literal["now", "day_before_sitting", "sitting_day", "day"]

DAY = timedelta(days=1)


def day_meant(case: Case, by: By, day: date | None) -> date:
    """Return the last day that counts: today, a fixed day, the exam's day or the one before it.

    In a slot the exam's day is that of the slot; in a window it is the day on which one starts, so today or
    the day it opens.
    """
    if by == "now":
        return case.today
    if by == "day":
        return day or case.today
    on = exam_day(case)
    return on - DAY if by == "day_before_sitting" else on


def exam_day(case: Case) -> date:
    """Return the day of the sitting in question; today without one, or inside a window."""
    sitting = case.sitting
    if sitting is None:
        return case.today
    opens = sitting.opens.astimezone(case.zone).date()
    return opens if sitting.slot else max(opens, case.today)
