"""From presence and finished lessons to the ledger: credit, caps, reasons, and totals that can be made again."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from core.courses import service
from core.courses.models import DayTotalRow, LedgerEntry
from core.db import db
from core.decisions.credit import DayCap, Grant
from core.errors import NotFound, Refused
from plugins.credit import PerCourse, PerLesson, PerLogin, PerMinute
from tests.core.courses.world import (
    ARTICLE,
    ONE_CLIENT,
    a_course,
    advance,
    at,
    by_lesson,
    by_minute,
    desk,
    presence,
    rules_with,
)


def test_whole_minutes_earn_their_points_when_the_page_is_closed(east):
    learner = desk(by_minute(2))
    ticket = learner.open()
    learner.study(ticket, 3)
    learner.leave(ticket)
    assert learner.earned() == 6
    assert learner.earned("minutes") == 3


def test_minutes_are_facts_before_the_page_is_closed(east):
    learner = desk(by_minute(2))
    learner.study(learner.open(), 3)
    assert learner.facts() == 6
    assert learner.entries() == []


def test_reading_the_facts_writes_nothing_and_loses_nothing(east):
    learner = desk(by_minute(2))
    ticket = learner.open()
    last = learner.study(ticket, 2)
    learner.facts()
    service.settle(learner.year())
    learner.study(ticket, 1, after=last)
    learner.leave(ticket)
    assert learner.facts() == learner.earned() == 6


def test_the_rest_of_a_minute_goes_on_in_the_next_lesson(east):
    learner = desk(by_minute(2))
    first = learner.open("l1")
    learner.study(first, 1.5)
    second = learner.open("l2")
    learner.study(second, 1.5)
    learner.leave(second)
    assert learner.earned("minutes") == 3


def test_an_acknowledged_minute_survives_a_crash_before_it_is_settled(east):
    learner = desk(by_minute(2))
    ticket = learner.open()
    learner.study(ticket, 2)
    db.session.remove()
    advance(hours=1)
    learner.open("l2")
    assert learner.ticket(ticket).how == "closed"
    assert learner.earned() == 4


def test_a_long_visit_is_settled_while_it_goes_on(east):
    learner = desk(by_minute(2))
    ticket = learner.open()
    learner.study(ticket, 6)
    service.settle(learner.year())
    assert learner.earned() == 12
    assert learner.ticket(ticket).counted < timedelta(minutes=1)


def test_a_finished_lesson_earns_its_credit_once(east):
    learner = desk(by_lesson(2))
    assert learner.finish(learner.open()).credited == 2
    again = learner.finish(learner.open())
    assert (again.credited, len(again.reasons)) == (0, 1)
    assert learner.codes("study") == ["counted", "again"]


def test_finishing_twice_with_one_ticket_answers_the_same(east):
    learner = desk(by_lesson(2))
    ticket = learner.open()
    assert learner.finish(ticket) == learner.finish(ticket)
    assert learner.earned() == 2


def test_a_course_is_finished_with_its_last_lesson(east):
    learner = desk(rules_with(PerCourse(amount=Decimal(100), cite=ARTICLE)))
    done = [learner.finish(learner.open(lesson)) for lesson in ("l1", "l2", "l3")]
    assert [one.course_finished for one in done] == [False, False, True]
    assert [one.next_lesson for one in done] == ["l2", "l3", ""]
    assert learner.earned() == 100
    _, states = service.study_facts_of(learner.year())
    assert states[0].finished == date(2024, 4, 1)


def test_a_course_stays_finished_when_a_lesson_is_added(east):
    learner = desk(rules_with(PerCourse(amount=Decimal(100), cite=ARTICLE)))
    for lesson in ("l1", "l2", "l3"):
        learner.finish(learner.open(lesson))
    extra = service.NewLesson(code="l4", title="第四课", text="新课")
    service.publish_course(a_course(lessons=(*a_course().lessons, extra)))
    _, states = service.study_facts_of(learner.year())
    assert states[0].finished == date(2024, 4, 1)
    learner.finish(learner.open("l4"))
    assert learner.earned() == 100


def test_closing_the_page_voids_the_time_where_only_finishing_counts(east):
    learner = desk(by_lesson(2, presence=ONE_CLIENT))
    ticket = learner.open()
    learner.study(ticket, 2)
    learner.leave(ticket)
    assert learner.codes() == ["not_finished"]
    assert learner.entries(code="not_finished")[0].reason is not None
    assert learner.seconds_in() == 0


def test_reloading_the_page_voids_the_time_where_only_finishing_counts(east):
    learner = desk(by_lesson(2, presence=ONE_CLIENT))
    learner.study(learner.open(), 2)
    learner.open()
    assert learner.codes() == ["not_finished"]


def test_moving_on_counts_the_time_where_only_finishing_counts(east):
    learner = desk(by_lesson(2, presence=ONE_CLIENT))
    learner.study(learner.open("l1"), 2)
    learner.open("l2")
    assert learner.codes() == ["counted"]
    assert learner.seconds_in("l1") >= 120


def test_pressing_finish_counts_the_time_where_only_finishing_counts(east):
    learner = desk(by_lesson(2, presence=ONE_CLIENT))
    ticket = learner.open()
    learner.study(ticket, 1)
    assert learner.finish(ticket).credited == 2
    assert learner.codes() == ["counted"]


def test_presence_adds_up_over_visits_where_closing_counts(east):
    learner = desk(by_lesson(2, presence=presence(lesson_minutes=2)))
    for _ in range(2):
        ticket = learner.open()
        learner.study(ticket, 1)
        learner.leave(ticket)
    assert learner.finish(learner.open()).credited == 2


def test_what_goes_over_the_days_cap_is_entered_with_the_reason(east):
    cap = DayCap(amount=Decimal(5), cite=ARTICLE)
    learner = desk(by_lesson(2, day_cap=cap))
    for lesson in ("l1", "l2", "l3"):
        learner.finish(learner.open(lesson))
    last = learner.entries(measure="study")[-1]
    assert (last.raw, last.counted, last.code) == (2, 1, "capped")
    assert learner.earned() == 5


def test_the_cap_begins_anew_after_midnight(east):
    learner = desk(by_minute(2, day_cap=DayCap(amount=Decimal(6), cite=ARTICLE)))
    at("2024-04-01 23:50:30")
    ticket = learner.open()
    learner.study(ticket, 20)
    learner.leave(ticket)
    by_day = {
        str(day): amount for (day, measure, _), amount in learner.totals().items() if measure == "study"
    }
    assert by_day == {"2024-04-01": 6, "2024-04-02": 6}
    assert learner.earned("minutes") == 20


def test_the_page_tells_how_much_may_still_count_today(east):
    learner = desk(by_minute(2, day_cap=DayCap(amount=Decimal(6), cite=ARTICLE)))
    opened = service.open_lesson(learner.year(), "law", "l1", b"x")
    assert opened.minutes_left == 3


def test_a_lesson_open_over_the_end_of_the_period_is_entered_as_outside(east):
    learner = desk(by_lesson(2))
    at("2024-11-30 23:59:50")
    ticket = learner.open()
    advance(seconds=30)
    assert learner.finish(ticket).credited == 0
    assert learner.codes("study") == ["outside_period"]


def test_opening_is_refused_outside_the_study_period_with_the_article(east):
    learner = desk(by_lesson(2))
    at("2024-12-01 00:00:01")
    with pytest.raises(Refused) as refused:
        learner.open()
    assert refused.value.verdict.too_late
    assert refused.value.verdict.failing[0].figure == date(2024, 11, 30)


def test_opening_is_refused_before_release_and_says_when_to_come_back(east):
    learner = desk(by_lesson(2))
    service.publish_course(a_course("later", released=date(2024, 5, 1)))
    with pytest.raises(Refused) as refused:
        learner.open(course="later")
    verdict = refused.value.verdict
    assert verdict.failing[0].figure == date(2024, 5, 1)
    assert verdict.failing[0].cite.article == "三（1）"
    assert verdict.advice
    at("2024-05-01 00:00:01")
    assert learner.open(course="later")


def test_a_course_of_another_tier_is_not_listed_and_refused(east):
    learner = desk(by_lesson(2), tier="staff")
    service.publish_course(a_course("leaders", tiers=("leader",)))
    assert [c.code for c in service.courses_for(learner.year())] == ["law"]
    with pytest.raises(Refused):
        learner.open(course="leaders")


def test_a_course_of_another_area_is_not_found(east):
    learner = desk(by_lesson(2), area="north")
    service.publish_course(a_course("southern", area="south"))
    service.publish_course(a_course("northern", area="north"))
    assert {c.code for c in service.courses_for(learner.year())} == {"law", "northern"}
    with pytest.raises(NotFound):
        learner.open(course="southern")


def test_a_deactivated_learner_opens_nothing(east):
    learner = desk(by_lesson(2), active=False)
    with pytest.raises(Refused) as refused:
        learner.open()
    assert refused.value.verdict.advice


def test_the_first_sign_in_of_a_day_is_entered_once(east):
    learner = desk(rules_with(PerLogin(amount=Decimal("0.5"), cite=ARTICLE), PerLesson(amount=Decimal(2))))
    assert service.record_login_day(learner.year())
    assert not service.record_login_day(learner.year())
    advance(days=1)
    assert service.record_login_day(learner.year())
    assert (learner.earned(), learner.earned("logins")) == (1, 2)


def test_an_opening_balance_is_entered_once_with_its_reason(east):
    grant = Grant(category="village", amount=Decimal(10), cite=ARTICLE)
    learner = desk(by_lesson(2, grants=(grant,)), categories=frozenset({"village"}))
    assert service.apply_grants(learner.year()) == 1
    learner.open()
    assert [entry.code for entry in learner.entries(kind="grant")] == ["counted"]
    assert learner.entries(kind="grant")[0].reason is not None


def test_a_correction_needs_a_reason_and_is_entered_once(east):
    learner = desk(by_lesson(2))
    made = service.Correction(amount=Decimal(3), reason="断网补记", by="管理员", reference="申诉-1")
    assert service.correct(learner.year(), made)
    assert not service.correct(learner.year(), made)
    assert learner.earned() == 3


def test_the_application_can_neither_change_nor_delete_a_ledger_row(east):
    learner = desk(by_lesson(2))
    learner.finish(learner.open())
    for statement in (sa.update(LedgerEntry).values(counted=99), sa.delete(LedgerEntry)):
        with pytest.raises(ProgrammingError, match="permission denied"), db.session.begin_nested():
            db.session.execute(statement)


def test_totals_made_again_from_the_ledger_are_the_same(east):
    learner = desk(rules_with(PerMinute(amount=Decimal(2)), PerLesson(amount=Decimal(5))))
    learner.study(learner.open(), 3)
    learner.finish(learner.open("l2"))
    service.record_login_day(learner.year())
    kept = learner.totals()
    db.session.execute(sa.update(DayTotalRow).values(amount=12345))
    service.rebuild_totals(learner.learner, 2024)
    assert learner.totals() == kept
    assert kept


def test_the_study_record_tells_every_entry_with_its_rule(east):
    learner = desk(by_minute(2))
    learner.study(learner.open("l1"), 2)
    learner.open("l2")
    record = service.study_record(learner.year())
    assert record.total == len(record.rows) == 2
    assert {row.cite.article for row in record.rows} == {"三（1）"}
    assert record.titles["law"] == "课程 law"


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_the_totals_are_what_the_ledger_adds_up_to(east, seed):
    chance = random.Random(seed)
    cap = DayCap(amount=Decimal(9), cite=ARTICLE)
    learner = desk(rules_with(PerMinute(amount=Decimal(2)), PerLesson(amount=Decimal(3)), day_cap=cap))
    service.publish_course(a_course("other", bucket="elective"))
    for step in range(10):
        at(f"2024-04-{chance.randint(1, 28):02} {chance.randint(8, 20):02}:00")
        do_something(chance, learner, step)
    kept = learner.totals()
    service.rebuild_totals(learner.learner, 2024)
    assert learner.totals() == kept
    studied = [amount for (_, measure, _), amount in kept.items() if measure == "study"]
    assert sum(studied) == learner.earned()


def do_something(chance, learner, step: int) -> None:
    act = chance.choice(["study", "finish", "sign in", "correct"])
    if act == "sign in":
        service.record_login_day(learner.year())
    elif act == "correct":
        made = service.Correction(
            amount=Decimal(chance.randint(-3, 3)), reason="更正", by="管理员", reference=str(step)
        )
        service.correct(learner.year(), made)
    else:
        ticket = learner.open(chance.choice(["l1", "l2", "l3"]), course=chance.choice(["law", "other"]))
        learner.study(ticket, chance.choice([1, 1.5]))
        (learner.finish if act == "finish" else learner.leave)(ticket)
