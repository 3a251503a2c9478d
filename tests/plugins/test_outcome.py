from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decisions.credit import Target
from core.decisions.slots import Attempts
from plugins.eligibility import MeasureAtLeast
from plugins.outcome import (
    AllOf,
    AnyOf,
    Conditions,
    ExamMark,
    ExamOnly,
    ExamPassedAndStudy,
    StudyOnly,
    WeightedSum,
)
from plugins.slots import Window
from tests.core.decisions.years import a_case, a_study, a_year, an_exam, sat

HALVES = WeightedSum(study=Decimal("0.5"), exam=Decimal("0.5"), at_least=Decimal(60))


def judged(formula, at="2024-09-12", study_target=100, exam=None, **facts):
    rules = a_year(formula, exams={"main": exam or an_exam()}, study=a_study(study_target))
    return formula.judge(a_case(rules, at, **facts))


@pytest.mark.parametrize(
    ("formula", "study", "mark", "passed"),
    [
        (StudyOnly(), 100, 0, True),
        (StudyOnly(), 99, 100, False),
        (ExamOnly(), 0, 60, True),
        (ExamOnly(), 100, "59.5", False),
        (ExamMark(at_least=Decimal(70)), 0, 70, True),
        (ExamMark(at_least=Decimal(70)), 0, 69, False),
        (ExamPassedAndStudy(), 100, 60, True),
        (ExamPassedAndStudy(), 99, 60, False),
        (ExamPassedAndStudy(), 100, 59, False),
        (HALVES, 100, 20, True),
        (HALVES, 100, "19.9", False),
        (AllOf(of=(StudyOnly(), ExamOnly())), 100, 60, True),
        (AllOf(of=(StudyOnly(), ExamOnly())), 100, 59, False),
        (AnyOf(of=(StudyOnly(), ExamOnly())), 0, 60, True),
        (AnyOf(of=(StudyOnly(), ExamOnly())), 99, 59, False),
        (Conditions(check=MeasureAtLeast(measure="sessions", amount=Decimal(1))), 100, 100, False),
    ],
)
def test_a_formula_passes_by_its_own_lines(formula, study, mark, passed):
    judgement = judged(formula, study=study, attempts=(sat(mark),))
    assert judgement.passed is passed
    assert judgement.lines


def test_three_thousand_points_and_a_mark_of_twenty_are_exactly_sixty():
    enough = judged(HALVES, study_target=3000, study=3000, attempts=(sat(20),))
    assert (enough.passed, enough.score) == (True, Decimal(60))
    short = judged(HALVES, study_target=3000, study=2999, attempts=(sat(20),))
    assert not short.passed
    assert short.score < 60


def test_thirds_do_not_lose_a_pass_by_rounding():
    formula = WeightedSum(study=Decimal("0.3"), exam=Decimal("0.7"), at_least=Decimal(80))
    assert judged(formula, study_target=3000, study=1000, attempts=(sat(100),)).score == 80
    thirds = WeightedSum(study=Decimal("0.5"), exam=Decimal("0.5"), at_least=Decimal(50))
    exam = an_exam(full_mark=Decimal(150))
    assert judged(thirds, study_target=3, study=1, exam=exam, attempts=(sat(100),)).passed


def test_more_points_than_the_target_bring_no_more_than_the_full_share():
    assert judged(HALVES, study=10_000, attempts=(sat(0),)).score == 50


def test_the_best_the_last_or_the_first_attempt_counts_by_rule():
    attempts = (sat(50), sat(70, number=2), sat(60, number=3))
    for counts, mark in (("best", 70), ("last", 60), ("first", 50)):
        exam = an_exam(attempts=Attempts(most=8, counts=counts))
        assert judged(ExamOnly(), exam=exam, attempts=attempts).score == mark


def test_a_weighted_sum_may_ask_minimums_of_each_side():
    strict = WeightedSum(
        study=Decimal("0.5"),
        exam=Decimal("0.5"),
        at_least=Decimal(60),
        study_at_least=Decimal(50),
        exam_at_least=Decimal(60),
    )
    assert judged(strict, study=60, attempts=(sat(60),)).passed
    assert not judged(strict, study=100, attempts=(sat(59),)).passed
    assert not judged(strict, study=49, attempts=(sat(100),)).passed


def test_shares_that_are_not_a_whole_are_a_problem_of_the_rule_file():
    assert WeightedSum(study=Decimal("0.5"), exam=Decimal("0.4"), at_least=Decimal(60)).problems()
    assert not HALVES.problems()


@pytest.mark.parametrize(
    ("formula", "at", "facts", "is_open"),
    [
        (StudyOnly(), "2024-11-30", {}, True),
        (StudyOnly(), "2024-12-01 00:00", {}, False),
        (ExamOnly(), "2024-09-30", {}, True),
        (ExamOnly(), "2024-10-01 00:00", {}, False),
        (ExamPassedAndStudy(), "2024-10-01", {"attempts": (sat(60),)}, True),
        (ExamPassedAndStudy(), "2024-10-01", {"study": 100}, False),
        (HALVES, "2024-10-01", {"attempts": (sat(20),)}, True),
        (HALVES, "2024-10-01", {"attempts": (sat(19),)}, False),
        (AllOf(of=(StudyOnly(), ExamOnly())), "2024-10-01", {}, False),
        (AnyOf(of=(StudyOnly(), ExamOnly())), "2024-10-01", {}, True),
    ],
)
def test_a_formula_says_whether_a_pass_can_still_be_reached(formula, at, facts, is_open):
    judgement = judged(formula, at, **facts)
    assert (judgement.passed, judgement.open) == (False, is_open)


def test_a_passed_makeup_counts_before_a_failed_exam_with_the_better_mark():
    makeup = an_exam(
        plan=Window(first=date(2024, 11, 26), last=date(2024, 11, 30)),
        makeup_of=("main",),
        pass_mark=Decimal(50),
    )
    rules = a_year(ExamOnly(), exams={"main": an_exam(), "makeup": makeup})
    attempts = (sat(59), sat(55, exam="makeup", day="2024-11-27 09:00"))
    judgement = ExamOnly().judge(a_case(rules, "2024-11-28", attempts=attempts))
    assert (judgement.passed, judgement.score) == (True, 55)


points = st.integers(0, 4000)
marks = st.decimals(0, 100, places=1)


@given(points, marks)
def test_the_verdict_of_a_weighted_sum_is_that_of_exact_arithmetic(earned, mark):
    from fractions import Fraction

    judgement = judged(HALVES, study_target=3000, study=earned, attempts=(sat(mark),))
    exact = Fraction(min(earned, 3000) * 100, 3000) / 2 + Fraction(mark) / 2
    assert judgement.passed == (exact >= 60)


def test_where_no_study_is_required_the_study_share_is_empty():
    rules = a_year(HALVES, exams={"main": an_exam()}, study=a_study(target=Target(total=Decimal(0))))
    assert HALVES.judge(a_case(rules, attempts=(sat(100),))).score == 50
