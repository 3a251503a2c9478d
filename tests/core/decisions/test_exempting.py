from dataclasses import replace
from datetime import date

import pytest

from core.decisions.exempting import exemption_of, may_apply, may_be_exempted, revoked_case
from core.decisions.exemptions import Exemption, Exemptions
from core.decisions.facts import ExemptionRecord, Person
from core.decisions.records import Period
from core.decisions.standing import outcome
from plugins.exemptions import AgeBySex, ByApproval, LeaveIs, YearsToRetirement
from tests.core.decisions.years import ARTICLE, a_case, a_year

DEADLINE = date(2024, 12, 10)
BY_AGE = Exemption(when=AgeBySex(men=55, women=50, on=DEADLINE), cite=ARTICLE)
NEAR = Exemption(
    when=YearsToRetirement(within=2, on=date(2024, 12, 31), table="until_2024"),
    approval=("unit", "personnel"),
    evidence=True,
)
LEAVE = Exemption(when=LeaveIs(states=("maternity_leave",)), approval=("unit",))
OTHER = Exemption(when=ByApproval(), approval=("unit",))
RULES = a_year(
    exemptions=Exemptions(
        reasons={"age": BY_AGE, "near_retirement": NEAR, "leave": LEAVE, "other": OTHER}, cite=ARTICLE
    )
)


def on_file(reason="other", state="approved", approvals=1, evidence=False):
    return ExemptionRecord(reason=reason, state=state, approvals=approvals, evidence=evidence)


def exempting(*records, person=None):
    return exemption_of(a_case(RULES, exemptions=records, person=person or Person()))


@pytest.mark.parametrize(
    ("sex", "birth", "state"),
    [
        ("male", date(1969, 12, 10), "exempt"),
        ("male", date(1969, 12, 11), "none"),
        ("female", date(1974, 12, 10), "exempt"),
        ("female", date(1974, 12, 11), "none"),
        ("", date(1950, 1, 1), "none"),
    ],
)
def test_age_exempts_by_itself_from_the_birthday_on(sex, birth, state):
    assert exempting(person=Person(sex=sex, birth=birth)).state == state


def test_every_level_has_to_approve_and_the_evidence_has_to_be_there():
    person = Person(retires=date(2026, 12, 31))
    assert exempting(on_file("near_retirement", approvals=2, evidence=True), person=person).state == "exempt"
    assert exempting(on_file("near_retirement", approvals=1, evidence=True), person=person).state == "pending"
    assert exempting(on_file("near_retirement", approvals=2), person=person).state == "pending"


def test_retirement_at_exactly_two_years_is_near_and_a_day_later_is_not():
    record = on_file("near_retirement", approvals=2, evidence=True)
    assert exempting(record, person=Person(retires=date(2026, 12, 31))).state == "exempt"
    assert exempting(record, person=Person(retires=date(2027, 1, 1))).state == "none"


def test_an_approved_leave_lasts_when_the_learner_is_back():
    assert exempting(on_file("leave"), person=Person(employment="serving")).state == "exempt"


def test_an_application_exempts_nobody_yet_and_a_refused_one_never():
    assert exempting(on_file(state="applied", approvals=0)).state == "pending"
    assert exempting(on_file(state="refused")).state == "none"


def test_a_reason_that_the_year_does_not_know_exempts_nobody():
    assert exempting(on_file("invented")).state == "none"


def test_a_revoked_exemption_makes_the_year_not_taken_part_even_where_age_would_exempt():
    old = Person(sex="male", birth=date(1960, 1, 1))
    assert exempting(on_file("age", state="revoked"), person=old).state == "revoked"
    result = outcome(a_case(RULES, exemptions=(on_file(state="revoked"),), study=500))
    assert (result.state, result.final) == ("absent", True)


def test_the_exempt_need_no_study_unless_the_reason_says_so():
    must_study = replace(RULES.exemptions, reasons={"other": replace(OTHER, needs_study=True)})
    rules = replace(RULES, exemptions=must_study)
    assert outcome(a_case(RULES, exemptions=(on_file(),))).state == "exempt"
    assert outcome(a_case(rules, exemptions=(on_file(),))).state == "studying"
    assert outcome(a_case(rules, exemptions=(on_file(),), study=100)).state == "exempt"
    assert outcome(a_case(rules, at="2024-12-31", exemptions=(on_file(),))).state == "failed"


def test_an_application_is_taken_in_its_period_only():
    period = Period(first=date(2024, 9, 1), last=date(2024, 9, 30))
    rules = replace(RULES, exemptions=replace(RULES.exemptions, period=period))
    assert may_apply(a_case(rules, at="2024-09-30"), "other").met
    late = may_apply(a_case(rules, at="2024-10-01"), "other")
    assert (late.met, late.too_late) == (False, True)
    assert not may_apply(a_case(RULES), "invented").met


def test_nobody_who_has_passed_is_exempted_and_the_refusal_says_so():
    assert may_be_exempted(a_case(RULES, study=99), "other").met
    verdict = may_be_exempted(a_case(RULES, study=100), "other")
    assert not verdict.met
    assert [line.because.message for line in verdict.lines if not line.met] == [
        "the year is passed already; nobody who has passed is exempted from it"
    ]


def test_what_follows_from_revoking_is_known_before():
    case = a_case(RULES, exemptions=(on_file(), on_file("leave", "refused")))
    assert outcome(case).state == "exempt"
    assert outcome(revoked_case(case, "other")).state == "absent"
    assert outcome(revoked_case(case, "leave")).state == "exempt"


def test_a_returned_application_waits_and_says_why():
    found = exempting(on_file(state="returned"))
    assert found.state == "pending"
    assert found.lines[0].because.message == "the application was returned because something is missing"
