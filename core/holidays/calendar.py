"""Which days are worked? The days off and the weekend days worked as the State Council has announced them.

They stand in ``announced.yaml``, each year with its notice. A year whose notice is not there goes by its weekdays.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from core.decisions.workdays import DAY, WorkCalendar
from core.rules.yaml import parse

FILE = "announced.yaml"


@cache
def announced() -> WorkCalendar:
    """Return the days off and the weekend days worked of every year that is known."""
    years = _years()
    return WorkCalendar(
        holidays=frozenset(day for year in years.values() for span in year["off"] for day in _days(span)),
        worked_weekends=frozenset(date.fromisoformat(day) for year in years.values() for day in year["work"]),
        years=frozenset(years),
    )


@cache
def sources() -> dict[int, str]:
    """Return the number of the notice of each year that is known."""
    return {year: said["source"] for year, said in _years().items()}


def sources_of(first: date, last: date) -> tuple[str, ...]:
    """Return the notices that the days of a span were counted by; a year without one has none."""
    known = sources()
    return tuple(known[year] for year in range(first.year, last.year + 1) if year in known)


def working_days_left(today: date, last: date) -> int:
    """Return how many working days after today remain up to a last day; less than nothing when it has passed."""
    first, end = sorted((today, last))
    count = sum(announced().is_workday(first + n * DAY) for n in range(1, (end - first).days + 1))
    return count if last >= today else -count


@cache
def _years() -> dict[int, dict[str, Any]]:
    text = files(__package__).joinpath(FILE).read_bytes()
    return {int(year): dict(said) for year, said in parse(text, FILE).items()}


def _days(span: dict[str, str]) -> Iterator[date]:
    day, last = date.fromisoformat(span["from"]), date.fromisoformat(span["to"])
    while day <= last:
        yield day
        day += timedelta(days=1)
