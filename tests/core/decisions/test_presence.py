from datetime import timedelta
from decimal import Decimal

import pytest

from core.decisions.credit import Presence
from core.decisions.presence import Sign, may_finish, settle, stretches
from core.decisions.values import Quantity
from tests.core.decisions.years import moment

START = moment("2024-04-01 09:00")
ONE = Presence(heartbeat_seconds=30, idle_minutes=5, clients="one", closing="void", lesson_minutes=10)
SEVERAL = Presence(heartbeat_seconds=30, idle_minutes=5)


def after(minutes):
    return START + timedelta(minutes=minutes)


def cut(policy, sign):
    return [(stretch.code, stretch.seconds // 60) for stretch in stretches(policy, sign)]


def test_time_between_two_signs_counts():
    assert cut(ONE, Sign(last=START, now=after(2))) == [("counted", 2)]


def test_silence_up_to_the_limit_counts_and_longer_counts_for_nothing():
    assert cut(ONE, Sign(last=START, now=after(5))) == [("counted", 5)]
    assert cut(ONE, Sign(last=START, now=after(6))) == [("idle", 6)]


def test_with_a_second_client_the_overlap_is_void_until_one_leaves():
    sign = Sign(last=START, now=after(5), other_from=after(1), other_until=after(3))
    assert cut(ONE, sign) == [("counted", 1), ("second_client", 2), ("counted", 2)]


def test_a_second_client_that_is_still_there_voids_everything_since_it_came():
    assert cut(ONE, Sign(last=START, now=after(4), other_from=after(1))) == [
        ("counted", 1),
        ("second_client", 3),
    ]
    assert cut(ONE, Sign(last=after(1), now=after(4), other_from=START)) == [("second_client", 3)]


def test_where_several_clients_may_count_a_second_one_changes_nothing():
    assert cut(SEVERAL, Sign(last=START, now=after(4), other_from=after(1))) == [("counted", 4)]


def test_every_stretch_that_does_not_count_says_why():
    sign = Sign(last=START, now=after(4), other_from=after(1))
    assert [stretch.reason is None for stretch in stretches(ONE, sign)] == [True, False]


def test_a_sign_from_before_the_last_one_adds_nothing():
    assert cut(ONE, Sign(last=after(2), now=START)) == []


@pytest.mark.parametrize(
    ("policy", "how", "code"),
    [
        (ONE, "finished", "counted"),
        (ONE, "closed", "not_finished"),
        (SEVERAL, "closed", "counted"),
    ],
)
def test_closing_voids_unfinished_time_where_the_rule_says_so(policy, how, code):
    (stretch,) = stretches(policy, Sign(last=START, now=after(2)))
    assert settle(policy, stretch, how).code == code


def test_a_lesson_is_finished_after_its_minutes_and_not_before():
    assert may_finish(ONE, 600).met
    early = may_finish(ONE, 599)
    assert not early.met
    assert early.advice
    assert early.lines[0].figure == Quantity(Decimal(9), "minutes")
