"""Exams on paper: who is given papers and keys and from when; which marks from outside may be entered."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.decisions.exam_entry import may_count
from core.decisions.facts import Person
from core.decisions.on_paper import Asker, OnPaper, may_have
from core.decisions.slots import Attempts, Sitting
from plugins.eligibility import StudyDone
from tests.core.decisions.years import ARTICLE, a_case, a_year, an_exam, moment, sat

RULE = OnPaper(papers_hours=24, key_hours=1, cite=ARTICLE)
OFFICE = Asker("provincial_office")
SITTING = Sitting(
    opens=moment("2024-09-10 09:00"),
    closes=moment("2024-09-10 11:00"),
    latest_start=moment("2024-09-10 11:00"),
)


@pytest.mark.parametrize(
    ("what", "at", "met"),
    [
        ("paper", "2024-09-09 08:59", False),
        ("paper", "2024-09-09 09:00", True),
        ("sheet", "2024-09-09 09:00", True),
        ("key", "2024-09-10 07:59", False),
        ("key", "2024-09-10 08:00", True),
    ],
)
def test_papers_and_keys_are_handed_out_from_their_own_hour_on(what, at, met):
    assert may_have(RULE, what, SITTING, OFFICE, moment(at)).met is met


def test_the_key_is_given_only_to_the_role_of_the_rule():
    rule = replace(RULE, by=("provincial_office", "unit_administrator"))
    late = moment("2024-09-12 09:00")
    assert may_have(rule, "paper", SITTING, Asker("unit_administrator"), late).met
    refused = may_have(rule, "key", SITTING, Asker("unit_administrator"), late)
    assert not refused.met
    assert refused.failing[0].cite == ARTICLE


def test_who_is_a_learner_as_well_is_given_nothing_before_the_sitting_has_closed():
    both = Asker("provincial_office", sits=True)
    assert not may_have(RULE, "paper", SITTING, both, moment("2024-09-10 10:59")).met
    assert may_have(RULE, "paper", SITTING, both, moment("2024-09-10 11:00")).met


def paper_case(at="2024-09-12 10:00", sat=(), **exam):
    rules = a_year(exams={"main": an_exam(**{"on_paper": RULE, **exam})})
    return a_case(rules, at, attempts=sat).about("main")


def test_a_mark_counts_that_was_earned_while_a_sitting_was_open():
    assert may_count(paper_case()).met
    early = may_count(paper_case("2024-09-09 10:00"))
    assert [line.because.message for line in early.failing] == ["no sitting of this exam was open then"]


def test_marks_from_outside_are_refused_where_the_rules_name_none():
    assert not may_count(paper_case(on_paper=None)).met
    assert may_count(paper_case(on_paper=None, kind="paper")).met


def test_an_attempt_must_be_left():
    used = (sat(50),)
    assert may_count(paper_case(sat=used)).met
    assert not may_count(paper_case(sat=used, attempts=Attempts(most=1))).met


def test_the_gate_is_judged_as_of_the_day_of_the_paper():
    gate = StudyDone(by="now", cite=ARTICLE)
    rules = a_year(exams={"main": an_exam(on_paper=RULE, gate=gate)})
    assert may_count(a_case(rules, "2024-09-12 10:00", study=Decimal(100)).about("main")).met
    assert not may_count(a_case(rules, "2024-09-12 10:00", study=Decimal(99)).about("main")).met


def test_a_deactivated_account_gets_no_mark():
    case = a_case(
        a_year(exams={"main": an_exam(on_paper=RULE)}), "2024-09-12 10:00", person=Person(active=False)
    )
    assert not may_count(case.about("main")).met
