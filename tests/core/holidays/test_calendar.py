"""The State Council's calendar, compared day by day with one that others keep."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from core.decisions.workdays import add_working_days
from core.holidays.calendar import announced, sources, sources_of, working_days_left


@pytest.mark.parametrize("year", sorted(announced().years))
def test_every_day_is_worked_or_not_as_others_have_it(year):
    day, differing = date(year, 1, 1), []
    while day.year == year:
        if announced().is_workday(day) != chinese_calendar.is_workday(day):
            differing.append(day)
        day += timedelta(days=1)
    assert differing == []


def test_every_year_names_its_notice():
    assert set(sources()) == set(announced().years) >= {2023, 2024, 2025, 2026}
    assert all("〕" in source for source in sources().values())
    assert sources_of(date(2023, 12, 29), date(2024, 1, 3)) == (sources()[2023], sources()[2024])


def test_new_years_days_before_the_year_belong_to_its_notice():
    assert not announced().is_workday(date(2018, 12, 31))
    assert announced().is_workday(date(2018, 12, 29)), "a Saturday that was worked"


def test_a_year_that_is_not_announced_goes_by_its_weekdays_and_is_not_known():
    far = date(2091, 10, 1)
    assert announced().is_workday(far) == (far.weekday() < 5)
    assert not announced().knows(far, far)
    assert sources_of(far, far) == ()


def test_three_working_days_over_the_golden_week():
    assert add_working_days(date(2023, 9, 28), 3, announced()) == date(2023, 10, 9)


@pytest.mark.parametrize(
    ("today", "last", "left"),
    [
        (date(2023, 9, 28), date(2023, 10, 9), 3),
        (date(2023, 10, 9), date(2023, 10, 9), 0),
        (date(2023, 10, 9), date(2023, 9, 28), -3),
        (date(2023, 10, 1), date(2023, 10, 2), 0),
    ],
)
def test_the_working_days_left_are_counted_both_ways(today, last, left):
    assert working_days_left(today, last) == left
