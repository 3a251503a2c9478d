from datetime import date

import pytest

from core.decisions.accounts import Freeze, Transfers
from core.decisions.facts import Place
from core.decisions.freezes import may_change, may_transfer
from core.decisions.records import Period
from tests.core.decisions.years import ARTICLE, a_case, a_year, moment, sat

AUTUMN = Period(first=date(2024, 9, 10), last=date(2024, 11, 30))
RULES = a_year(
    freezes=(Freeze(what=("transfers",), period=AUTUMN, cite=ARTICLE),),
    transfers=Transfers(by=("receiving",), cite=ARTICLE),
)


@pytest.mark.parametrize(
    ("at", "met"),
    [
        ("2024-09-09 23:59:59", True),
        ("2024-09-10 00:00", False),
        ("2024-11-30 23:59:59", False),
        ("2024-12-01 00:00", True),
    ],
)
def test_a_freeze_holds_from_its_first_to_the_end_of_its_last_day(at, met):
    assert may_transfer(a_case(RULES, at)).met is met


def test_a_freeze_of_transfers_leaves_joiners_and_deactivations_possible():
    case = a_case(RULES, "2024-10-01")
    assert may_change(case, "joiners").met
    assert may_change(case, "deactivation").met


def test_a_refusal_says_since_when_until_when_and_by_which_rule():
    verdict = may_change(a_case(RULES, "2024-10-01"), "transfers")
    (line,) = verdict.failing
    assert line.needed.values == {"begin": moment("2024-09-10 00:00"), "end": moment("2024-12-01 00:00")}
    assert line.cite == ARTICLE
    assert verdict.advice[0].values["end"] == moment("2024-12-01 00:00")


def test_only_the_side_that_the_rule_names_asks_for_a_transfer():
    assert may_transfer(a_case(RULES, "2024-05-01"), "receiving").met
    assert not may_transfer(a_case(RULES, "2024-05-01"), "sending").met


def test_a_freeze_may_begin_with_a_booking_or_the_first_attempt():
    for since, facts in (
        (
            "booking",
            {"places": (Place(exam="main", opens=moment("2024-09-12"), booked=moment("2024-09-01")),)},
        ),
        ("first_attempt", {"attempts": (sat(50, day="2024-09-01 09:00"),)}),
    ):
        rules = a_year(freezes=(Freeze(what=("profile",), since=since),))
        assert may_change(a_case(rules, "2024-09-05"), "profile").met
        assert not may_change(a_case(rules, "2024-09-05", **facts), "profile").met
        assert may_change(a_case(rules, "2024-08-31", **facts), "profile").met
