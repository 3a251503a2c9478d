from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core.decisions.booking import may_book
from core.decisions.charges import Fees
from core.decisions.exam_entry import may_start
from core.decisions.exam_results import attempts_left, free_rooms, own_exams, sitting_for
from core.decisions.facts import ExemptionRecord, Person, Place
from core.decisions.records import Period
from core.decisions.slots import Attempts, Booking
from core.decisions.year import Cohorts
from plugins.eligibility import MissedOrFailed, StudyDone
from plugins.outcome import ExamOnly
from plugins.slots import DailySlots, Window
from plugins.tariffs import PerHead
from tests.core.decisions.years import ARTICLE, ZONE, a_case, a_year, an_exam, moment, sat

MORNING, AFTERNOON = timedelta(hours=8, minutes=30), timedelta(hours=15)


def day(text):
    return moment(text).astimezone(ZONE).date()


def slots(first="2024-10-28", last="2024-11-09", **changes):
    values = {"times": (MORNING, AFTERNOON), "minutes": 90, "cite": ARTICLE}
    return DailySlots(first=day(first), last=day(last), **(values | changes))


def booked_exam(**changes):
    period = Period(first=day("2024-10-01"), last=day("2024-11-08"))
    booking = Booking(by=("administrator",), period=period)
    return an_exam(plan=slots(), booking=booking, gate=StudyDone(by="day_before_sitting"), **changes)


def year_with(exam=None, **changes):
    return a_year(ExamOnly(), exams={"main": exam or an_exam()}, **changes)


def starting(rules, at, **facts):
    return may_start(a_case(rules, at, **facts).about("main"))


def because(verdict):
    return [line.because.message for line in verdict.failing]


@pytest.mark.parametrize(
    ("at", "met"),
    [
        ("2024-09-09 23:59:59", False),
        ("2024-09-10 00:00", True),
        ("2024-09-30 23:59:59", True),
        ("2024-10-01 00:00", False),
    ],
)
def test_a_window_is_open_from_its_first_to_the_end_of_its_last_day(at, met):
    verdict = starting(year_with(), at)
    assert verdict.met is met
    assert all(line.met is not None for line in verdict.lines)


def test_the_eighth_attempt_may_be_started_and_the_ninth_not():
    rules = year_with(an_exam(attempts=Attempts(most=8)))
    seven = tuple(sat(50, number=n) for n in range(1, 8))
    assert starting(rules, "2024-09-12", attempts=seven).met
    ninth = starting(rules, "2024-09-12", attempts=(*seven, sat(50, number=8)))
    assert (ninth.met, ninth.too_late, because(ninth)) == (
        False,
        True,
        ["{used} of {limit} attempts are used"],
    )


def test_an_administrator_can_open_another_attempt_and_an_annulled_one_does_not_count():
    rules = year_with(an_exam(attempts=Attempts(most=1)))
    used = (sat(50),)
    assert not starting(rules, "2024-09-12", attempts=used).met
    assert starting(rules, "2024-09-12", attempts=used, reopened=(("main", 1),)).met
    assert starting(rules, "2024-09-12", attempts=(replace(sat(50), void=True),)).met


def test_attempts_without_a_number_are_unlimited():
    rules = year_with(an_exam(attempts=Attempts()))
    case = a_case(rules, "2024-09-12", attempts=tuple(sat(1, number=n) for n in range(50)))
    assert attempts_left(case, "main") is None
    assert may_start(case.about("main")).met


def test_where_only_the_failed_sit_again_a_pass_ends_it():
    rules = year_with(an_exam(attempts=Attempts(again="after_failing")))
    assert starting(rules, "2024-09-12", attempts=(sat("59.5"),)).met
    assert not starting(rules, "2024-09-12", attempts=(sat(60),)).met


def test_each_named_room_is_sat_once():
    rules = year_with(an_exam(attempts=Attempts(per_room=True, rooms=("a", "b"))))
    case = a_case(rules, "2024-09-12", attempts=(replace(sat(40), room="a"),)).about("main")
    assert not may_start(case, room="a").met
    assert may_start(case, room="b").met
    assert not may_start(case, room="c").met
    assert free_rooms(case, "main") == ("b",)
    assert attempts_left(case, "main") == 1


def test_the_exempt_the_deactivated_and_those_who_do_not_take_part_are_refused():
    rules = year_with()
    for person in (Person(active=False), Person(employment="retired")):
        assert not starting(rules, "2024-09-12", person=person).met


def test_a_booked_slot_is_the_one_that_may_be_entered():
    rules = year_with(booked_exam())
    opens = moment("2024-10-29 08:30")
    place = (Place(exam="main", opens=opens),)
    assert starting(rules, "2024-10-29 08:30", study=100, places=place).met
    assert starting(rules, "2024-10-29 09:59:59", study=100, places=place).met
    assert because(starting(rules, "2024-10-29 10:00", study=100, places=place)) == ["the exam is over"]
    assert because(starting(rules, "2024-10-29 15:10", study=100, places=place)) == ["the exam is over"]
    assert because(starting(rules, "2024-10-29 08:31", study=100)) == ["no place is booked for you"]


def test_late_entry_closes_so_many_minutes_after_the_start():
    rules = year_with(an_exam(plan=slots(late_entry_minutes=15), booking=Booking(by=("learner",))))
    place = (Place(exam="main", opens=moment("2024-10-29 08:30")),)
    assert starting(rules, "2024-10-29 08:44:59", places=place).met
    late = starting(rules, "2024-10-29 08:45", places=place)
    assert (late.met, late.too_late) == (False, True)


def test_study_finished_on_the_exam_day_comes_too_late_for_the_slot():
    from core.decisions.facts import DayTotal

    rules = year_with(booked_exam())
    place = (Place(exam="main", opens=moment("2024-10-29 08:30")),)
    before = (DayTotal(day("2024-10-28"), "required", Decimal(100)),)
    same_day = (DayTotal(day("2024-10-29"), "required", Decimal(100)),)
    assert starting(rules, "2024-10-29 08:30", study=before, places=place).met
    refused = starting(rules, "2024-10-29 08:30", study=same_day, places=place)
    assert (refused.met, refused.too_late) == (False, True)


def test_exam_rules_to_acknowledge_and_a_fee_to_pay_come_first():
    fees = Fees(tariff=PerHead(price=Decimal(15)), gates=True)
    rules = year_with(an_exam(acknowledge=True), fees=fees)
    assert len(starting(rules, "2024-09-12", paid=False).failing) == 2
    assert starting(rules, "2024-09-12", acknowledged=frozenset({"main"})).met


COHORTS = a_year(
    ExamOnly(),
    exams={
        "sector": an_exam(cohort="sector"),
        "regional": an_exam(cohort="regional", plan=Window(first=day("2024-10-28"), last=day("2024-11-09"))),
    },
    cohorts=Cohorts(precedence=("sector", "regional"), otherwise="regional", cite=ARTICLE),
)


@pytest.mark.parametrize(
    ("cohorts", "exams"),
    [
        ({"sector", "regional"}, ("sector",)),
        ({"sector"}, ("sector",)),
        ({"regional"}, ("regional",)),
        (set(), ("regional",)),
    ],
)
def test_the_winning_cohort_s_exam_is_the_learner_s_own(cohorts, exams):
    case = a_case(COHORTS, person=Person(cohorts=frozenset(cohorts)))
    assert own_exams(case) == exams


def test_the_exam_of_another_cohort_is_refused():
    both = Person(cohorts=frozenset({"sector", "regional"}))
    verdict = may_start(a_case(COHORTS, "2024-10-30", person=both).about("regional"))
    assert because(verdict) == ["the cohort whose list names you or your unit"]
    assert may_start(a_case(COHORTS, "2024-09-12", person=both).about("sector")).met


def booking(rules, at, opens="2024-10-29 08:30", by="administrator", taken=0, **facts):
    case = a_case(rules, at, **facts)
    sitting = next(s for s in rules.sittings("main", ZONE) if s.opens == moment(opens))
    return may_book(case.about("main", sitting), by, taken)


@pytest.mark.parametrize(
    ("at", "met"), [("2024-09-30", False), ("2024-10-01", True), ("2024-11-08", True), ("2024-11-09", False)]
)
def test_places_are_booked_in_the_booking_period(at, met):
    assert booking(year_with(booked_exam()), at, opens="2024-11-09 15:00").met is met


def test_only_those_whom_the_rule_names_may_book():
    assert not booking(year_with(booked_exam()), "2024-10-02", by="learner").met


def test_a_full_slot_takes_nobody():
    exam = an_exam(plan=slots(capacity=30), booking=Booking(by=("administrator",)))
    assert booking(year_with(exam), "2024-10-02", taken=29).met
    assert not booking(year_with(exam), "2024-10-02", taken=30).met


def test_a_slot_that_has_begun_and_a_learner_without_attempts_cannot_be_booked():
    rules = year_with(
        an_exam(plan=slots(), attempts=Attempts(most=1), booking=Booking(by=("administrator",)))
    )
    assert not booking(rules, "2024-10-29 08:30").met
    assert not booking(rules, "2024-10-02", attempts=(sat(40),)).met


MAKEUP = a_year(
    ExamOnly(),
    exams={
        "main": an_exam(attempts=Attempts(most=1)),
        "makeup": an_exam(
            plan=Window(first=day("2024-11-26"), last=day("2024-11-30")),
            makeup_of=("main",),
            open_to=MissedOrFailed(of=("main",)),
        ),
    },
)


@pytest.mark.parametrize(("attempts", "met"), [((), True), ((sat(59),), True), ((sat(60),), False)])
def test_the_absent_and_the_failed_sit_the_makeup_and_one_who_passed_does_not(attempts, met):
    assert may_start(a_case(MAKEUP, "2024-11-27", attempts=attempts).about("makeup")).met is met


def test_one_who_passed_is_kept_from_the_makeup_even_where_no_group_is_named():
    exams = {**MAKEUP.exams, "makeup": replace(MAKEUP.exams["makeup"], open_to=None)}
    rules = replace(MAKEUP, exams=exams)
    assert not may_start(a_case(rules, "2024-11-27", attempts=(sat(60),)).about("makeup")).met


def test_a_mock_exam_is_open_to_the_exempt_as_well():
    mock = year_with(an_exam(kind="mock"))
    assert starting(mock, "2024-09-12", person=Person(employment="retired")).met


def test_without_booking_the_sitting_in_question_is_the_one_open_now_or_next():
    rules = year_with(an_exam(plan=slots()))
    assert sitting_for(a_case(rules, "2024-10-01"), "main").opens == moment("2024-10-28 08:30")
    assert sitting_for(a_case(rules, "2024-10-28 09:00"), "main").opens == moment("2024-10-28 08:30")
    assert sitting_for(a_case(rules, "2024-10-28 10:00"), "main").opens == moment("2024-10-28 15:00")


def test_an_approved_exemption_closes_the_exam():
    from core.decisions.exemptions import Exemption, Exemptions
    from plugins.exemptions import ByApproval

    rules = year_with(
        exemptions=Exemptions(reasons={"ill": Exemption(when=ByApproval(), approval=("unit",))})
    )
    record = ExemptionRecord(reason="ill", state="approved", approvals=1)
    assert starting(rules, "2024-09-12").met
    refused = starting(rules, "2024-09-12", exemptions=(record,))
    assert [line.item.message for line in refused.lines] == ["Exemption"]
    assert refused.advice == ()
