from decimal import Decimal

import pytest

from core.decisions.credit import Event
from plugins.credit import (
    PerCourse,
    PerLesson,
    PerLogin,
    PerMinute,
    PerProfile,
    PerRightAnswer,
    PracticeFixed,
    TopicalPractice,
)
from tests.core.decisions.years import moment

TOPICAL = TopicalPractice(base=Decimal(30), each=Decimal(1), above=6, at_most=Decimal(40))


def act(kind, amount=1, **changes):
    return Event(kind=kind, at=moment("2024-04-01"), amount=Decimal(str(amount)), **changes)


@pytest.mark.parametrize(
    ("rule", "event", "earned"),
    [
        (PerLesson(amount=Decimal(4)), act("lesson"), "4"),
        (PerLesson(), act("lesson", worth=Decimal("2.5")), "2.5"),
        (PerLesson(), act("lesson"), "0"),
        (PerLesson(amount=Decimal(4)), act("lesson", first=False), "0"),
        (PerLesson(amount=Decimal(4), again=True), act("lesson", first=False), "4"),
        (PerLesson(amount=Decimal(4), buckets=("elective",)), act("lesson"), None),
        (PerLesson(amount=Decimal(4)), act("course"), None),
        (PerCourse(amount=Decimal(10)), act("course"), "10"),
        (PerCourse(), act("course", worth=Decimal(20)), "20"),
        (PerCourse(amount=Decimal(10)), act("course", first=False), "0"),
        (PerMinute(amount=Decimal(1), minutes=Decimal(5)), act("minutes", "12.5"), "2.5"),
        (PerMinute(amount=Decimal(1)), act("minutes", 3, first=False), "0"),
        (PerMinute(amount=Decimal(1), again=True), act("minutes", 3, first=False), "3"),
        (PerLogin(amount=Decimal(2)), act("login"), "2"),
        (PerLogin(amount=Decimal(2)), act("login", first=False), "0"),
        (PerProfile(amount=Decimal(50)), act("profile"), "50"),
        (PerProfile(amount=Decimal(50)), act("profile", first=False), "0"),
        (PracticeFixed(amount=Decimal(10)), act("practice", 0), "10"),
        (PracticeFixed(amount=Decimal(10), right_at_least=Decimal(6)), act("practice", 5), "0"),
        (PracticeFixed(amount=Decimal(10)), act("practice", 9, first=False), "0"),
        (TOPICAL, act("topical_practice", 6), "30"),
        (TOPICAL, act("topical_practice", 7), "31"),
        (TOPICAL, act("topical_practice", 10), "34"),
        (TOPICAL, act("topical_practice", 0), "30"),
        (TOPICAL, act("topical_practice", 20), "40"),
        (TOPICAL, act("practice", 10), None),
        (PerRightAnswer(amount=Decimal("0.5")), act("answer", 7), "3.5"),
        (PerRightAnswer(amount=Decimal(1), at_most=Decimal(5)), act("answer", 7), "5"),
    ],
)
def test_an_act_earns_what_its_rule_says_and_nothing_by_another_s(rule, event, earned):
    found = rule.credit(event)
    assert found == (None if earned is None else Decimal(earned))


@pytest.mark.parametrize(
    "rule",
    [
        PerCourse(),
        PerMinute(amount=Decimal(1)),
        PerLogin(amount=Decimal(1)),
        PerProfile(amount=Decimal(1)),
        PracticeFixed(amount=Decimal(1)),
        PerRightAnswer(amount=Decimal(1)),
        PerLesson(),
        TOPICAL,
    ],
)
def test_every_rule_leaves_other_kinds_of_acts_to_others(rule):
    kinds = ("minutes", "lesson", "course", "practice", "topical_practice", "answer", "login", "profile")
    assert sum(rule.credit(act(kind)) is not None for kind in kinds) == 1
