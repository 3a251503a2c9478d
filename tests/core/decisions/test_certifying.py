"""Who may have a certificate: the result, its finality, the printing period, who asks, what stands in the way."""

from datetime import date
from decimal import Decimal

import pytest

from core.decisions.certificates import Certificate
from core.decisions.certifying import Asked, Result, earns, may_have, same_result
from core.decisions.outcome import Outcome
from core.decisions.records import Period
from core.web.language import Reader
from plugins.numbers import UnitSerial, YearSerial
from tests.core.decisions.years import ARTICLE, a_case, a_year

DECEMBER = Period(first=date(2024, 12, 1), last=date(2024, 12, 31), cite=ARTICLE)
PASSED = Outcome(state="passed", lines=(), final=True)
FAILED = Outcome(state="failed", lines=(), final=True)
NUMBER = YearSerial(digits=6)


def a_rule(**changes: object) -> Certificate:
    values = {"states": ("passed",), "number": NUMBER, "cite": ARTICLE}
    return Certificate(**(values | changes))


def asked(rule: Certificate | None, found: Outcome = PASSED, at: str = "2024-10-01", **about: object):
    return may_have(a_case(a_year(certificate=rule), at), found, Asked(**about))


def items(verdict) -> list[str]:
    return [Reader("en").text(line.item) for line in verdict.failing]


def test_a_final_pass_earns_one_and_the_article_is_cited():
    verdict = asked(a_rule())
    assert verdict.met
    assert [line.cite for line in verdict.lines] == [ARTICLE]


def test_without_a_rule_there_is_none_and_the_reason_is_the_notices():
    rules = a_year(not_applicable={"certificate": "通知未规定证书"})
    verdict = may_have(a_case(rules), PASSED)
    assert (verdict.met, verdict.too_late) == (False, True)
    assert verdict.lines[0].figure == "通知未规定证书"
    assert verdict.lines[0].cite.document == "1"


@pytest.mark.parametrize(
    ("found", "too_late"), [(FAILED, True), (Outcome(state="studying", lines=()), False)]
)
def test_another_result_earns_none_for_good_only_when_it_is_final(found, too_late):
    verdict = asked(a_rule(), found)
    assert (verdict.met, verdict.too_late) == (False, too_late)
    assert items(verdict) == ["Result of the year"]


def test_a_pass_that_may_still_change_earns_none_yet():
    assert items(asked(a_rule(), Outcome(state="passed", lines=()))) == ["Result of the year"]


def test_several_states_are_named_together():
    line = asked(a_rule(states=("passed", "exempt")), FAILED).lines[0]
    assert Reader("zh").text(line.needed) == "合格或免考"


@pytest.mark.parametrize(
    ("at", "met", "too_late"),
    [
        ("2024-11-30 23:59", False, False),
        ("2024-12-01 00:00", True, False),
        ("2024-12-31 23:59", True, False),
        ("2025-01-01 00:00", False, True),
    ],
)
def test_the_printing_period_includes_both_its_days(at, met, too_late):
    verdict = asked(a_rule(period=DECEMBER), at=at)
    assert (verdict.met, verdict.too_late) == (met, too_late)
    assert bool(verdict.advice) is (not met and not too_late)


def test_who_may_not_print_is_told_who_does():
    assert items(asked(a_rule(by=("learner",)), by="administrator")) == ["Who prints it"]
    verdict = asked(a_rule(by=("administrator",)))
    assert items(verdict) == ["Who prints it"]
    assert verdict.advice


def test_after_a_revocation_an_administrator_alone_decides_on_a_new_one():
    assert items(asked(a_rule(), revoked=date(2024, 9, 1))) == ["Revoked on"]
    assert not asked(a_rule(), revoked=date(2024, 9, 1), by="administrator").met
    assert asked(a_rule(), revoked=date(2024, 9, 1), by="administrator", anew=True).met


@pytest.mark.parametrize(
    ("later", "same"),
    [
        (("passed", "good", Decimal(85)), True),
        (("passed", "good", Decimal(86)), False),
        (("passed", "excellent", Decimal(85)), False),
        (("failed", "good", Decimal(85)), False),
        (("deactivated", "", None), True),
        (("not_assessed", "", None), True),
    ],
)
def test_who_leaves_keeps_what_was_passed_and_another_result_does_not(later, same):
    assert same_result(Result("passed", "good", Decimal(85)), Result(*later)) is same


def test_a_character_without_a_shape_is_named():
    verdict = asked(a_rule(), unprintable="𠮷")
    assert items(verdict) == ["Characters"]
    assert verdict.lines[-1].figure == "𠮷 (U+20BB7)"


def test_a_result_earns_one_whatever_the_day():
    assert earns(a_case(a_year(certificate=a_rule(period=DECEMBER))), PASSED)
    assert not earns(a_case(a_year()), PASSED)


@pytest.mark.parametrize(
    ("scheme", "serial", "number"),
    [
        (YearSerial(digits=8, prefix="XF"), 42, "XF202400000042"),
        (YearSerial(digits=2), 123, "2024123"),
        (UnitSerial(digits=5, prefix="示学"), 7, "示学2024-0101-00007"),
    ],
)
def test_a_number_is_prefix_year_and_serial(scheme, serial, number):
    assert scheme.number(2024, serial, "0101") == number
