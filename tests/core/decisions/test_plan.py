"""What is enough a day: lessons, minutes, the daily cap, and when it is too late."""

from datetime import date
from decimal import Decimal

import pytest

from core.decisions.credit import DayCap, Target
from core.decisions.facts import DayTotal
from core.decisions.plan import OpenLesson, plan
from plugins.credit import PerMinute
from tests.core.decisions.years import ARTICLE, a_case, a_study, a_year, buckets


def told(study, at, done=0, lessons=(), bucket="required"):
    totals = (DayTotal(day=date(2024, 3, 1), bucket=bucket, amount=Decimal(done)),) if done else ()
    return [
        (text.message.split(":")[0], dict(text.values))
        for text in plan(a_case(a_year(study=study), at, study=totals), lessons)
    ]


def open_lessons(count, credit=10, bucket="required"):
    return [OpenLesson(bucket, Decimal(credit))] * count


def test_one_lesson_a_day_is_enough_while_there_are_days():
    ((message, values),) = told(a_study(100), "2024-11-01", 40, open_lessons(9))
    assert message == "{lessons} lessons are enough"
    assert values == {"lessons": 6, "day": date(2024, 11, 6)}


def test_close_to_the_end_it_takes_more_a_day():
    ((_, values),) = told(a_study(100), "2024-11-29", 40, open_lessons(9))
    assert values == {"lessons": 6, "a_day": 3, "day": date(2024, 11, 30)}


def test_before_the_period_counting_begins_with_its_first_day():
    ((_, values),) = told(a_study(20), "2024-01-05", 0, open_lessons(9))
    assert values["day"] == date(2024, 3, 2)


def test_a_lacking_bucket_is_filled_first_and_its_lessons_count():
    study = a_study(target=Target(total=Decimal(100), buckets=buckets(elective=(40, None)), cite=ARTICLE))
    lessons = [*open_lessons(9), *open_lessons(4, 20, "elective")]
    ((_, values),) = told(study, "2024-11-01", 60, lessons)
    assert values["lessons"] == 2


def test_too_few_released_lessons_are_said():
    ((message, _),) = told(a_study(100), "2024-11-01", 0, open_lessons(9))
    assert message.startswith("The courses released so far are not enough")


def test_where_minutes_earn_the_time_left_is_told():
    study = a_study(100, credit=(PerMinute(amount=Decimal(2)),))
    ((message, values),) = told(study, "2024-11-01", 40)
    assert message == "About {time} of study are left."
    assert values["time"].total_seconds() == 30 * 60


@pytest.mark.parametrize(("at", "last"), [("2024-11-01", date(2024, 11, 25)), ("2024-11-26", None)])
def test_a_daily_cap_says_how_many_days_and_the_last_to_begin(at, last):
    study = a_study(100, day_cap=DayCap(amount=Decimal(10), cite=ARTICLE))
    _, (message, values) = told(study, at, 40, open_lessons(9))
    if last is None:
        assert message.startswith("At most {most} count on one day, so what is missing")
    else:
        assert (values["days"], values["day"]) == (6, last)


@pytest.mark.parametrize(("at", "done"), [("2024-11-01", 100), ("2024-12-01", 40)])
def test_nothing_is_planned_when_nothing_is_missing_or_it_is_too_late(at, done):
    assert told(a_study(100), at, done, open_lessons(9)) == []
