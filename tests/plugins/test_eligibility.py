from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.decisions.accounts import Registration
from core.decisions.facts import CourseState, DayTotal, Person
from core.decisions.records import Period
from core.decisions.slots import Attempts
from plugins.eligibility import (
    Acknowledged,
    AllOf,
    AnyOf,
    AtLeast,
    CategoryIs,
    CoursesFinished,
    EmploymentIs,
    EveryMonth,
    ExamPassed,
    ExamTaken,
    JoinedAfter,
    MarkAtLeast,
    Marked,
    MeasureAtLeast,
    MissedOrFailed,
    NoneOf,
    Paid,
    ProfileComplete,
    RankIs,
    Registered,
    StudyAtLeast,
    StudyDone,
    TierIs,
    UnitIs,
)
from plugins.outcome import ExamOnly
from plugins.slots import Window
from tests.core.decisions.years import a_case, a_study, a_year, an_exam, sat

YES, NO = TierIs(tiers=("leader",)), TierIs(tiers=("staff",))
LEADER = Person(
    tier="leader", rank="head", unit_kind="school", unit_level="county", sector="education",
    categories=frozenset({"joiner"}), joined=date(2024, 5, 2),
)  # fmt: skip
YEAR = a_year(ExamOnly(), exams={"main": an_exam()})


def met(check, rules=YEAR, at="2024-10-01", **facts):
    return check.check(a_case(rules, at, **facts)).met


def days(*texts, measure="study", amount=1):
    return tuple(DayTotal(date.fromisoformat(text), "required", Decimal(amount), measure) for text in texts)


def test_conditions_are_joined_as_all_any_so_many_or_none():
    def holds(check):
        return met(check, person=LEADER)

    assert holds(AllOf(of=(YES, YES)))
    assert not holds(AllOf(of=(YES, NO)))
    assert holds(AnyOf(of=(NO, YES)))
    assert not holds(AnyOf(of=(NO, NO)))
    assert holds(AtLeast(count=2, of=(YES, NO, YES)))
    assert not holds(AtLeast(count=2, of=(YES, NO, NO)))
    assert holds(NoneOf(of=(NO, NO)))
    assert not holds(NoneOf(of=(NO, YES)))


def test_joined_conditions_are_too_late_only_when_too_few_can_still_come():
    late, open_still = NO, StudyDone()
    case = a_case(YEAR, "2024-10-01", person=LEADER)
    assert not AtLeast(count=1, of=(late, open_still)).check(case).too_late
    assert AtLeast(count=2, of=(late, open_still)).check(case).too_late


def test_study_done_takes_the_target_now_or_by_a_fixed_day():
    study = days("2024-04-01", amount=60) + days("2024-06-01", amount=40)
    assert met(StudyDone(), study=study)
    assert met(StudyDone(by="day", day=date(2024, 6, 1)), study=study)
    late = StudyDone(by="day", day=date(2024, 5, 31)).check(a_case(YEAR, study=study))
    assert (late.met, late.too_late) == (False, True)


def test_in_a_window_the_day_before_is_the_day_before_one_starts():
    study = days("2024-09-11", amount=100)
    sitting = YEAR.sittings("main", a_case(YEAR).zone)[0]
    check = StudyDone(by="day_before_sitting")
    same_day = check.check(a_case(YEAR, "2024-09-11 20:00", study=study).about("main", sitting))
    assert (same_day.met, same_day.too_late) == (False, False)
    assert check.check(a_case(YEAR, "2024-09-12 00:00", study=study).about("main", sitting)).met


def test_an_amount_of_study_may_be_asked_of_one_bucket():
    study = (*days("2024-04-01", amount=60), DayTotal(date(2024, 4, 1), "elective", Decimal(40)))
    assert met(StudyAtLeast(amount=Decimal(100)), study=study)
    assert met(StudyAtLeast(amount=Decimal(40), bucket="elective"), study=study)
    assert not met(StudyAtLeast(amount=Decimal(41), bucket="elective"), study=study)


def test_every_course_released_by_the_day_has_to_be_finished_by_it():
    def course(finished, released=None, bucket="required"):
        return CourseState(code="c", bucket=bucket, finished=finished, released=released)

    check = CoursesFinished(bucket="required")
    done = course(date(2024, 9, 30))
    assert met(check, courses=(done, course(None, bucket="elective")))
    assert met(check, courses=(done, course(None, released=date(2024, 10, 2))))
    assert not met(check, courses=(done, course(None, released=date(2024, 10, 1))))
    assert not met(CoursesFinished(), courses=(done, course(None, bucket="elective")))
    assert met(CoursesFinished(category="law"), courses=(course(None),))


MONTHLY = EveryMonth(at_least=Decimal(2))
SPRING = a_year(study=a_study(period=Period(first=date(2024, 3, 1), last=date(2024, 5, 31))))
MARCH, APRIL, MAY = ("2024-03-01", "2024-03-31"), ("2024-04-02", "2024-04-03"), ("2024-05-01", "2024-05-31")


def test_every_month_needs_its_days_and_one_month_short_cannot_be_made_good():
    assert met(MONTHLY, SPRING, study=days(*MARCH, *APRIL, *MAY))
    assert not met(MONTHLY, SPRING, study=days(*MARCH, *APRIL, MAY[0], MAY[0]))
    short = MONTHLY.check(a_case(SPRING, "2024-04-01", study=days("2024-03-01")))
    assert (short.met, short.too_late) == (False, True)
    running = MONTHLY.check(a_case(SPRING, "2024-03-31", study=days("2024-03-01")))
    assert (running.met, running.too_late, len(running.advice)) == (False, False, 1)


def test_months_before_the_last_do_not_pass_the_year_alone():
    assert not met(MONTHLY, SPRING, at="2024-04-30", study=days(*MARCH, *APRIL))


def test_some_months_may_be_missed_where_the_rule_allows():
    assert met(EveryMonth(at_least=Decimal(2), may_miss=1), SPRING, study=days(*MARCH, *MAY))


@pytest.mark.parametrize(
    ("joiners", "months", "expected"),
    [
        ("from_joining", (APRIL, MAY), True),
        ("from_joining", (MAY,), False),
        ("from_next_month", (MAY,), True),
        ("all", (APRIL, MAY), False),
    ],
)
def test_joiners_are_asked_from_their_own_month_or_the_next(joiners, months, expected):
    person = Person(joined=date(2024, 4, 15))
    study = days(*(day for month in months for day in month))
    check = EveryMonth(at_least=Decimal(2), joiners=joiners)
    assert met(check, SPRING, person=person, study=study) is expected


def test_sign_ins_may_be_counted_in_place_of_days():
    check = EveryMonth(at_least=Decimal(2), measure="logins")
    logins = days("2024-03-01", "2024-04-01", "2024-05-01", measure="logins", amount=2)
    assert met(check, SPRING, study=logins)
    assert not met(check, SPRING, study=days(*MARCH, *APRIL, *MAY))


def test_another_measure_is_summed_up_over_the_year():
    minutes = days("2024-04-01", "2024-05-01", measure="minutes", amount=300)
    assert met(MeasureAtLeast(measure="minutes", amount=Decimal(600)), study=minutes)
    assert not met(MeasureAtLeast(measure="minutes", amount=Decimal(601)), study=minutes)
    assert not met(MeasureAtLeast(measure="sessions", amount=Decimal(1)), study=minutes)


@pytest.mark.parametrize(
    ("check", "yes", "no"),
    [
        (Registered(), {}, {"person": Person(registered=False)}),
        (ProfileComplete(), {}, {"person": Person(profile_complete=False)}),
        (Paid(), {}, {"paid": False}),
        (Marked(mark="late"), {"marks": frozenset({"late"})}, {}),
        (ExamPassed(), {"attempts": (sat(60),)}, {"attempts": (sat("59.5"),)}),
        (ExamTaken(), {"attempts": (sat(0),)}, {"attempts": (sat(None),)}),
        (MarkAtLeast(mark=Decimal(80)), {"attempts": (sat(80),)}, {"attempts": (sat(79),)}),
        (TierIs(tiers=("leader",)), {"person": LEADER}, {}),
        (RankIs(ranks=("head", "deputy")), {"person": LEADER}, {}),
        (
            UnitIs(kinds=("school",), levels=("county",)),
            {"person": LEADER},
            {"person": Person(unit_kind="school")},
        ),
        (UnitIs(sectors=("education",)), {"person": LEADER}, {}),
        (EmploymentIs(states=("serving",)), {}, {"person": Person(employment="retired")}),
        (CategoryIs(categories=("joiner",)), {"person": LEADER}, {}),
        (JoinedAfter(day=date(2024, 5, 1)), {"person": LEADER}, {"person": Person(joined=date(2024, 5, 1))}),
    ],
)
def test_a_single_condition_holds_or_not(check, yes, no):
    assert met(check, **yes)
    refused = check.check(a_case(YEAR, **no))
    assert not refused.met
    assert refused.failing


def test_registration_is_too_late_when_its_period_is_over():
    registration = Registration(
        period=Period(first=date(2024, 8, 1), last=date(2024, 9, 30)), fields=("name",)
    )
    rules = replace(YEAR, accounts=replace(YEAR.accounts, registration=registration))
    person = Person(registered=False)
    assert not Registered().check(a_case(rules, "2024-09-30", person=person)).too_late
    assert Registered().check(a_case(rules, "2024-10-01", person=person)).too_late


def test_exam_rules_are_acknowledged_for_the_exam_in_question():
    case = a_case(YEAR, acknowledged=frozenset({"main"}))
    assert Acknowledged().check(case.about("main")).met
    assert not Acknowledged().check(a_case(YEAR).about("main")).met


MAKEUP = an_exam(plan=Window(first=date(2024, 11, 26), last=date(2024, 11, 30)), makeup_of=("main",))
WITH_MAKEUP = a_year(ExamOnly(), exams={"main": an_exam(attempts=Attempts(most=1)), "makeup": MAKEUP})


@pytest.mark.parametrize(
    ("groups", "facts", "expected"),
    [
        (("absent", "failed"), {}, True),
        (("absent", "failed"), {"attempts": (sat(59),)}, True),
        (("absent", "failed"), {"attempts": (sat(60),)}, False),
        (("failed",), {}, False),
        (("absent",), {"attempts": (sat(59),)}, False),
        (("failed", "late_qualifier"), {"study": 100}, True),
        (("failed", "late_qualifier"), {"study": 99}, False),
    ],
)
def test_a_makeup_is_for_the_groups_that_the_rule_names(groups, facts, expected):
    case = a_case(WITH_MAKEUP, "2024-11-26", **facts).about("makeup")
    assert MissedOrFailed(groups=groups).check(case).met is expected


def test_before_the_exam_is_over_nobody_has_missed_it_but_a_used_up_fail_is_known():
    check = MissedOrFailed()
    early = check.check(a_case(WITH_MAKEUP, "2024-09-12").about("makeup"))
    assert (early.met, early.too_late) == (False, False)
    assert check.check(a_case(WITH_MAKEUP, "2024-09-12", attempts=(sat(59),)).about("makeup")).met
