"""What is enough a day for this learner to finish the year's study in time?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

from core.decisions.balance import Balance, latest_start
from core.decisions.case import Case
from core.decisions.chances import study_is_open
from core.decisions.credit import Event, Study
from core.decisions.values import Quantity, Text, say

ZERO = Decimal(0)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OpenLesson:
    """A released lesson that the learner has not finished, and what finishing it would earn."""

    bucket: str
    credit: Decimal


def plan(case: Case, lessons: Sequence[OpenLesson]) -> tuple[Text, ...]:
    """Return what is enough: lessons or minutes, how many a day, done by when; nothing where nothing is missing or it is too late.

    ``lessons`` come in the order in which they would be studied.
    """
    study, balance = case.rules.study, case.balance
    if study is None or balance is None or balance.met or not study_is_open(case):
        return ()
    return (*_effort(case, study, balance, lessons), *_cap(case, study, balance))


def _effort(case: Case, study: Study, balance: Balance, lessons: Sequence[OpenLesson]) -> tuple[Text, ...]:
    earning = [lesson for lesson in lessons if lesson.credit and lesson.bucket not in study.ignored]
    if not earning:
        return _minutes(case, study, balance)
    needed = _lessons_needed(balance, earning)
    if needed is None:
        return (say("The courses released so far are not enough; go on as further ones are released."),)
    begin = max(case.today, study.period.first)
    days = (study.period.last - begin).days + 1
    a_day = -(-needed // days)
    done = begin + ONE_DAY * (-(-needed // a_day) - 1)
    if a_day == 1:
        return (
            say(
                "{lessons} lessons are enough: with one a day you are done on {day}.",
                lessons=needed,
                day=done,
            ),
        )
    return (
        say(
            "{lessons} lessons are enough: with {a_day} a day you are done on {day}.",
            lessons=needed,
            a_day=a_day,
            day=done,
        ),
    )


def _lessons_needed(balance: Balance, lessons: Sequence[OpenLesson]) -> int | None:
    """How many lessons make what is missing, those of lacking buckets first; None when there are not so many."""
    left, count, earned = list(lessons), 0, ZERO
    for share in balance.shares:
        missing = share.missing
        for lesson in [one for one in left if one.bucket == share.bucket]:
            if missing <= 0:
                break
            left.remove(lesson)
            count, missing, earned = count + 1, missing - lesson.credit, earned + lesson.credit
        if missing > 0:
            return None
    for lesson in left:
        if earned >= balance.missing:
            break
        count, earned = count + 1, earned + lesson.credit
    return count if earned >= balance.missing else None


def _minutes(case: Case, study: Study, balance: Balance) -> tuple[Text, ...]:
    """The same where time itself earns."""
    hour = Event(kind="minutes", at=case.at, amount=Decimal(60))
    earned = next((credit for rule in study.credit if (credit := rule.credit(hour))), None)
    if not earned:
        return ()
    minutes = int((balance.missing * 60 / earned).to_integral_value(ROUND_CEILING))
    return (say("About {time} of study are left.", time=timedelta(minutes=minutes)),)


def _cap(case: Case, study: Study, balance: Balance) -> tuple[Text, ...]:
    cap = study.day_cap
    if cap is None or cap.amount <= 0:
        return ()
    days = int((balance.missing / cap.amount).to_integral_value(ROUND_CEILING))
    most, last = Quantity(cap.amount, study.unit), latest_start(study, balance.missing)
    if last is None or last < case.today:
        return (
            say(
                "At most {most} count on one day, so what is missing can no longer be earned in time.",
                most=most,
            ),
        )
    return (
        say(
            "At most {most} count on one day: {days} days are needed, so begin by {day}.",
            most=most,
            days=days,
            day=last,
        ),
    )
