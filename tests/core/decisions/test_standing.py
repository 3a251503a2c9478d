from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.decisions.facts import Person
from core.decisions.outcome import EndState
from core.decisions.slots import Attempts
from core.decisions.standing import outcome
from plugins.eligibility import Marked, NoneOf, StudyAtLeast, StudyDone
from plugins.outcome import ExamOnly, ExamPassedAndStudy, StudyOnly, WeightedSum
from plugins.slots import Window
from tests.core.decisions.years import ARTICLE, GRADES, a_case, a_year, an_exam, sat

EXAM = {"main": an_exam()}
MAKEUP = an_exam(plan=Window(first=date(2024, 11, 26), last=date(2024, 11, 30)), makeup_of=("main",))
BOTH = a_year(ExamPassedAndStudy(), exams=EXAM, grades=GRADES)
STUDY = a_year()


def state(rules, at="2024-09-12", **facts):
    return outcome(a_case(rules, at, **facts)).state


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "not_started"),
        ({"study": 99}, "studying"),
        ({"study": 100}, "ready"),
        ({"study": 100, "attempts": (sat("59.5"),)}, "failed"),
        ({"study": 99, "attempts": (sat(60),)}, "studying"),
        ({"study": 100, "attempts": (sat(60),)}, "passed"),
        ({"study": 100, "attempts": (sat(None),)}, "ready"),
        ({"person": Person(active=False), "study": 100}, "deactivated"),
        ({"person": Person(employment="retired")}, "not_assessed"),
    ],
)
def test_while_the_year_runs_the_state_says_how_far_somebody_is(facts, expected):
    assert state(BOTH, **facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "absent"),
        ({"study": 100}, "absent"),
        ({"study": 100, "attempts": (sat(59),)}, "failed"),
        ({"study": 99, "attempts": (sat(60),)}, "failed"),
        ({"study": 100, "attempts": (sat(60),)}, "passed"),
    ],
)
def test_when_the_year_is_over_every_state_is_final(facts, expected):
    result = outcome(a_case(BOTH, "2025-01-01 00:00", **facts))
    assert (result.state, result.final, result.advice) == (expected, True, ())


def test_a_year_of_study_alone_is_failed_by_those_who_studied_too_little_and_missed_by_the_rest():
    assert state(STUDY, "2024-11-30", study=99) == "studying"
    late = outcome(a_case(STUDY, "2024-12-01 00:00", study=99))
    assert (late.state, late.final) == ("failed", True)
    assert state(STUDY, "2024-12-01") == "absent"
    assert state(STUDY, "2024-12-01", study=100) == "passed"


def test_a_fail_is_not_final_while_an_attempt_or_a_makeup_is_left():
    failed = {"study": 100, "attempts": (sat(50),)}
    assert not outcome(a_case(BOTH, "2024-09-13", **failed)).final
    assert outcome(a_case(BOTH, "2024-10-01", **failed)).final
    with_makeup = replace(BOTH, exams={**EXAM, "makeup": MAKEUP})
    open_still = outcome(a_case(with_makeup, "2024-10-01", **failed))
    assert (open_still.state, open_still.final) == ("failed", False)
    assert open_still.advice


def test_one_who_missed_the_exam_is_absent_until_the_makeup_changes_it():
    rules = replace(BOTH, exams={**EXAM, "makeup": MAKEUP})
    missed = outcome(a_case(rules, "2024-10-01", study=100))
    assert (missed.state, missed.final) == ("absent", False)
    made_up = (sat(61, exam="makeup", day="2024-11-27 09:00"),)
    assert state(rules, "2024-11-28", study=100, attempts=made_up) == "passed"


def test_used_attempts_make_a_fail_final_before_the_window_closes():
    rules = replace(BOTH, exams={"main": an_exam(attempts=Attempts(most=1))})
    assert outcome(a_case(rules, "2024-09-13", study=100, attempts=(sat(50),))).final


def test_where_the_last_attempt_counts_a_pass_is_final_only_when_no_further_one_is_left():
    rules = replace(BOTH, exams={"main": an_exam(attempts=Attempts(most=2, counts="last"))})
    passed = {"study": 100, "attempts": (sat(60),)}
    assert not outcome(a_case(rules, "2024-09-13", **passed)).final
    assert outcome(a_case(rules, "2024-10-01", **passed)).final
    lost = (sat(60), sat(59, number=2))
    assert state(rules, "2024-09-13", study=100, attempts=lost) == "failed"


@pytest.mark.parametrize(
    ("mark", "grade"),
    [("90", "excellent"), ("89.9", "good"), ("80", "good"), ("60", "pass"), ("59.9", "fail"), ("0", "fail")],
)
def test_grades_go_by_the_score_from_their_least_mark_on(mark, grade):
    result = outcome(a_case(BOTH, "2025-01-01", study=100, attempts=(sat(mark),)))
    assert result.grade == grade


def test_nobody_is_graded_before_anything_is_decided():
    assert outcome(a_case(BOTH, "2024-09-12", study=50)).grade == ""


def test_a_weighted_sum_may_still_be_reached_by_study_or_exam():
    rules = a_year(WeightedSum(study=Decimal("0.5"), exam=Decimal("0.5"), at_least=Decimal(60)), exams=EXAM)
    at_sixty = outcome(a_case(rules, study=20, attempts=(sat(100),)))
    assert (at_sixty.state, at_sixty.score) == ("passed", Decimal(60))
    still = outcome(a_case(rules, study=19, attempts=(sat(100),)))
    assert (still.state, still.final, still.score) == ("studying", False, Decimal("59.5"))
    lost = outcome(a_case(rules, "2024-10-01", study=100, attempts=(sat(19),)))
    assert (lost.state, lost.final) == ("failed", True)


STATES = {
    "held_back": EndState(consequence="暂缓", instead_of=("failed",), cite=ARTICLE),
    "recorded": EndState(
        consequence="记入档案", when=NoneOf(of=(StudyAtLeast(amount=Decimal(50)),)), instead_of=("failed",)
    ),
    "passed": EndState(consequence="可打印证书"),
}
WITH_STATES = a_year(ExamOnly(), exams=EXAM, states=STATES)


def test_an_administrator_s_mark_puts_an_end_state_in_place_of_the_one_it_names():
    failed = {"attempts": (sat(40),), "study": 60}
    held = outcome(a_case(WITH_STATES, "2025-01-01", marks=frozenset({"held_back"}), **failed))
    assert (held.state, held.consequence) == ("held_back", "暂缓")
    passed = {"attempts": (sat(70),), "marks": frozenset({"held_back"})}
    assert outcome(a_case(WITH_STATES, "2025-01-01", **passed)).state == "passed"
    assert outcome(a_case(WITH_STATES, "2025-01-01", **failed)).state == "failed"


def test_an_end_state_with_a_condition_is_reached_by_itself():
    result = outcome(a_case(WITH_STATES, "2025-01-01", attempts=(sat(40),), study=49))
    assert (result.state, result.consequence) == ("recorded", "记入档案")


def test_a_common_state_carries_its_consequence():
    assert outcome(a_case(WITH_STATES, attempts=(sat(70),))).consequence == "可打印证书"


def test_advice_says_what_is_missing_and_by_when():
    result = outcome(a_case(BOTH, "2024-09-12", study=40))
    assert [text.values.get("missing") and text.values["missing"].amount for text in result.advice] == [
        Decimal(60),
        None,
    ]
    assert result.advice[0].values["day"] == date(2024, 11, 30)


def test_a_gate_that_can_no_longer_be_met_makes_the_exam_unreachable():
    gated = an_exam(
        gate=StudyDone(by="day_before_sitting"), plan=Window(first=date(2024, 12, 5), last=date(2024, 12, 20))
    )
    rules = a_year(ExamOnly(), exams={"main": gated})
    result = outcome(a_case(rules, "2024-12-06", study=99))
    assert (result.state, result.final) == ("absent", True)
    assert outcome(a_case(rules, "2024-11-20", study=99)).state == "studying"


def test_a_year_without_study_shows_no_study_line():
    rules = a_year(ExamOnly(), exams=EXAM, study=None)
    result = outcome(a_case(rules, "2024-09-12"))
    assert result.state == "ready"
    assert not [line for line in result.lines if "Study" in line.item.message]


def test_a_formula_that_asks_only_for_a_mark_passes_with_it():
    rules = a_year(
        StudyOnly(),
        states={"barred_from_honours": EndState(when=Marked(mark="late"), instead_of=("passed",))},
    )
    assert state(rules, study=100) == "passed"
    assert state(rules, study=100, marks=frozenset({"late"})) == "barred_from_honours"
