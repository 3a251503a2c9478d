"""Which day is so many working days away?"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from core.decisions.charges import WorkingDays

SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """The days off and the weekend days worked of the years that it knows, as the state announces them."""

    holidays: AbstractSet[date]
    worked_weekends: AbstractSet[date]
    years: AbstractSet[int]

    def is_workday(self, day: date) -> bool:
        """Tell whether people work on a day; a year that is not known goes by its weekdays."""
        if day in self.holidays:
            return False
        return day.weekday() < SATURDAY or day in self.worked_weekends

    def knows(self, first: date, last: date) -> bool:
        """Tell whether every year of a span is known."""
        return all(year in self.years for year in range(first.year, last.year + 1))


WEEKDAYS_ONLY = WorkCalendar(holidays=frozenset(), worked_weekends=frozenset(), years=frozenset())


def add_working_days(day: date, count: int, calendar: WorkCalendar = WEEKDAYS_ONLY) -> date:
    """Return the count-th working day after a day; the day itself is not counted."""
    while count > 0:
        day += DAY
        count -= calendar.is_workday(day)
    return day


def promised(day: date, clock: WorkingDays, calendar: WorkCalendar = WEEKDAYS_ONLY) -> tuple[date, date]:
    """Return the earliest and the latest day on which a promise made on a day is kept."""
    return add_working_days(day, clock.least, calendar), add_working_days(day, clock.most, calendar)
