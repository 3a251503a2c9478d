"""Of what a learner is reminded: study before it ends, the last day to begin, an exam the day before; never who is done."""

from decimal import Decimal

import pytest

from core.decisions.credit import DayCap
from core.decisions.facts import Place
from core.decisions.outcome import Outcome
from core.decisions.plan import OpenLesson
from core.decisions.reminders import reminders
from core.web.language import Reader
from plugins.eligibility import MissedOrFailed
from plugins.outcome import ExamOnly
from tests.core.decisions.test_exam_entry import booked_exam, slots
from tests.core.decisions.years import ARTICLE, ZONE, a_case, a_study, a_year, an_exam, moment, sat

LESSONS = [OpenLesson("required", Decimal(20))] * 9
BEFORE = (30, 10, 3)
READER = Reader(zone=ZONE)


def told(case, state="studying", before=BEFORE, *, final=False):
    outcome = Outcome(state=state, lines=(), final=final)
    return reminders(case, outcome, lambda: LESSONS, before)


def names(*args, **more):
    return [one.once for one in told(*args, **more)]


def studying(at, done=0, **changes):
    return a_case(a_year(study=a_study(**changes)), at, study=done)


@pytest.mark.parametrize(
    ("at", "name", "title"),
    [
        ("2024-10-31", None, ""),
        ("2024-11-01", "study:2024:30", "距学习截止还有 30 天"),
        ("2024-11-20", "study:2024:30", "距学习截止还有 11 天"),
        ("2024-11-21", "study:2024:10", "距学习截止还有 10 天"),
        ("2024-11-30", "study:2024:3", "距学习截止还有 1 天"),
        ("2024-12-01", None, ""),
    ],
)
def test_study_is_told_so_many_days_before_it_ends(at, name, title):
    found = told(studying(at))
    assert [(one.once, READER.text(one.title)) for one in found] == ([(name, title)] if name else [])


def test_nobody_is_reminded_before_study_begins():
    assert names(studying("2024-02-20"), before=(300,)) == []


@pytest.mark.parametrize("state", ["passed", "exempt", "not_assessed", "deactivated"])
def test_who_has_nothing_left_to_do_is_never_reminded(state):
    assert names(studying("2024-11-29"), state) == []


def test_who_can_change_nothing_any_more_is_not_reminded():
    assert names(studying("2024-11-29"), "failed", final=True) == []


def test_who_has_studied_enough_is_not_reminded_of_study():
    assert names(studying("2024-11-29", 100)) == []


def test_the_lessons_are_asked_for_only_where_they_are_told():
    def never():
        raise AssertionError

    assert reminders(studying("2024-10-01"), Outcome(state="studying", lines=()), never, BEFORE) == ()


def test_the_reminder_says_what_the_learners_plan_says():
    (one,) = told(studying("2024-11-21", 40))
    text = "".join(READER.text(part) for part in one.body)
    assert "3" in text
    assert "2024年11月23日" in text


@pytest.mark.parametrize(
    ("at", "due"), [("2024-11-22", False), ("2024-11-23", True), ("2024-11-25", True), ("2024-11-26", False)]
)
def test_under_a_daily_cap_the_last_day_to_begin_is_told_two_days_ahead(at, due):
    case = studying(at, 40, day_cap=DayCap(amount=Decimal(10), cite=ARTICLE))
    assert names(case, before=()) == (["begin:2024"] if due else [])


def test_without_a_daily_cap_there_is_no_last_day_to_begin():
    assert names(studying("2024-11-30"), before=()) == []


def exam_year(exam):
    return a_year(ExamOnly(), exams={"main": exam}, study=None)


@pytest.mark.parametrize(("at", "due"), [("2024-11-05", False), ("2024-11-06", True), ("2024-11-07", False)])
def test_a_booked_place_is_told_the_day_before_with_its_hour(at, due):
    place = Place(exam="main", opens=moment("2024-11-07 15:00"), booked=moment("2024-10-20"))
    found = told(a_case(exam_year(booked_exam()), at, places=(place,)))
    assert [one.once for one in found] == (["sitting:main:2024-11-07T15:00"] if due else [])
    if due:
        assert READER.text(found[0].title) == "考试明天开始：年度考试"
        assert "2024年11月7日 15:00" in READER.text(found[0].body[0])


def test_who_has_no_place_is_reminded_of_none():
    assert names(a_case(exam_year(booked_exam()), "2024-11-06")) == []


def test_a_window_without_booking_is_told_once_before_it_opens():
    assert names(a_case(exam_year(an_exam()), "2024-09-09")) == ["opens:main:2024"]
    assert names(a_case(exam_year(an_exam()), "2024-09-10")) == []


def test_daily_slots_are_told_before_the_first_of_them_alone():
    assert names(a_case(exam_year(an_exam(plan=slots())), "2024-10-27")) == ["opens:main:2024"]


def test_a_makeup_is_told_to_those_whom_it_is_for():
    makeup = an_exam(
        title="补考", plan=slots("2024-11-20", "2024-11-25"), makeup_of=("main",), open_to=MissedOrFailed()
    )
    rules = a_year(ExamOnly(), exams={"main": an_exam(), "makeup": makeup}, study=None)
    failed = a_case(rules, "2024-11-19", attempts=(sat(40),))
    assert [READER.text(one.title) for one in told(failed, "failed")] == ["补考明天开始：补考"]
    passed = a_case(rules, "2024-11-19", attempts=(sat(80),))
    assert names(passed, "ready") == []
