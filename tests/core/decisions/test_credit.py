from datetime import date
from decimal import Decimal

from core.decisions.credit import DayCap, Event, Grant, credit_event, grants_for
from plugins.credit import PerLesson, PerMinute
from tests.core.decisions.years import ZONE, a_study, moment


def lesson(at="2024-04-01", **changes):
    return Event(**({"kind": "lesson", "at": moment(at), "worth": Decimal(5)} | changes))


def credited(event, counted_today=0, released=None, **study):
    return credit_event(a_study(**study), event, ZONE, Decimal(counted_today), released)


def test_a_lesson_inside_the_period_counts_what_it_is_worth():
    got = credited(lesson())
    assert (got.raw, got.counted, got.code) == (Decimal(5), Decimal(5), "counted")


def test_the_period_s_last_day_counts_to_its_end_and_not_a_second_longer():
    assert credited(lesson("2024-11-30 23:59:59")).code == "counted"
    assert credited(lesson("2024-12-01 00:00")).code == "outside_period"
    assert credited(lesson("2024-02-29 23:59:59")).counted == 0


def test_a_course_earns_nothing_before_its_release():
    got = credited(lesson("2024-04-30"), released=date(2024, 5, 1))
    assert (got.raw, got.counted, got.code) == (Decimal(5), Decimal(0), "before_release")
    assert credited(lesson("2024-05-01 00:00"), released=date(2024, 5, 1)).counted == 5


def test_the_daily_cap_keeps_the_raw_value_and_says_what_it_cut():
    cap = DayCap(amount=Decimal(8))
    got = credited(lesson(), counted_today=6, day_cap=cap)
    assert (got.raw, got.counted, got.code) == (Decimal(5), Decimal(2), "capped")
    assert credited(lesson(), counted_today=8, day_cap=cap).counted == 0
    assert credited(lesson(), counted_today=3, day_cap=cap).code == "counted"


def test_a_cap_of_some_buckets_leaves_the_others_alone():
    cap = DayCap(amount=Decimal(1), buckets=("practice",))
    assert credited(lesson(), counted_today=1, day_cap=cap).counted == 5


def test_a_lesson_studied_again_earns_nothing_and_says_so():
    got = credited(lesson(first=False))
    assert (got.counted, got.code) == (Decimal(0), "again")


def test_what_no_rule_mentions_is_recorded_without_credit():
    got = credited(Event(kind="login", at=moment("2024-04-01")))
    assert (got.counted, got.code) == (Decimal(0), "no_rule")
    assert got.reason is not None


def test_the_first_rule_that_knows_the_event_decides():
    rules = (PerMinute(amount=Decimal(1), minutes=Decimal(10)), PerLesson(amount=Decimal(2)))
    assert credited(lesson(), credit=rules).raw == 2
    assert credited(
        Event(kind="minutes", at=moment("2024-04-01"), amount=Decimal(25)), credit=rules
    ).raw == Decimal("2.5")


def test_a_grant_belongs_to_its_category():
    study = a_study(grants=(Grant(category="joiner", amount=Decimal(10)),))
    assert [grant.amount for grant in grants_for(study, frozenset({"joiner"}))] == [Decimal(10)]
    assert grants_for(study, frozenset()) == ()
