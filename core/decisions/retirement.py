"""On which day does this person reach the statutory retirement age?

Until 2024 men at 60, women officials at 55, women workers at 50; from 2025-01-01 by the steps of the
decision of the Standing Committee of the National People's Congress of 2024-09-13.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.decisions.facts import Person

Table = Literal["until_2024", "from_2025"]


@dataclass(frozen=True, slots=True)
class Age:
    """A statutory age in years, and the steps by which it rises: a month for every so many, up to a most."""

    years: int
    month_for: int = 0
    """One month later for each so many months that somebody would have retired later; 0: no steps."""
    months_at_most: int = 0


AGES: dict[Table, dict[str, Age]] = {
    "until_2024": {"men": Age(60), "women": Age(55), "women_workers": Age(50)},
    "from_2025": {"men": Age(60, 4, 36), "women": Age(55, 4, 36), "women_workers": Age(50, 2, 60)},
}
STEPS_BEGIN = date(2025, 1, 1)
WORKER_POSTS = frozenset({"manual", "worker"})


def retirement_date(person: Person, table: Table) -> date | None:
    """Return when somebody retires, by record or statute; None when birth or sex is unknown."""
    if person.retires is not None:
        return person.retires
    if person.birth is None or not person.sex:
        return None
    age = AGES[table][_group(person)]
    reached = add_months(person.birth, age.years * 12)
    return add_months(person.birth, age.years * 12 + _delay(age, reached))


def add_months(day: date, months: int) -> date:
    """Return the same day so many months on, or the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _group(person: Person) -> str:
    if person.sex == "male":
        return "men"
    return "women_workers" if person.post in WORKER_POSTS else "women"


def _delay(age: Age, reached: date) -> int:
    if not age.month_for or reached < STEPS_BEGIN:
        return 0
    months = (reached.year - STEPS_BEGIN.year) * 12 + reached.month - STEPS_BEGIN.month
    return min(age.months_at_most, months // age.month_for + 1)
