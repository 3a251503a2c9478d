"""Signs of presence: what counts, what does not and why, and what is refused."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.accounts.sessions import end_all
from core.courses.service import end_silent, leave_others, open_lesson
from core.db import db
from core.decisions.stored import restore_text
from core.decisions.values import Quantity
from core.errors import NotFound, Refused
from core.tenancy.scope import tenant_scope
from tests.cast import WEST
from tests.core.courses.world import (
    ONE_CLIENT,
    advance,
    at,
    by_lesson,
    by_minute,
    desk,
    presence,
    sign_in,
    token,
)


def test_time_between_two_signs_counts(east):
    learner = desk(by_minute())
    ticket = learner.open()
    advance(seconds=30)
    sign = learner.beat(ticket, 1)
    assert (sign.code, sign.reason) == ("counted", None)
    assert timedelta(seconds=30) <= sign.shown < timedelta(seconds=50)


def test_a_sign_sent_twice_counts_once(east):
    learner = desk(by_minute())
    ticket = learner.open()
    advance(seconds=30)
    first = learner.beat(ticket, 1)
    advance(seconds=30)
    again = learner.beat(ticket, 1)
    assert (again.code, again.shown) == ("replayed", first.shown)
    assert again.reason is not None
    assert learner.ticket(ticket).replayed == 1


def test_signs_that_come_too_close_together_are_refused_and_counted(east):
    learner = desk(by_minute())
    ticket = learner.open()
    advance(seconds=30)
    learner.beat(ticket, 1)
    advance(seconds=5)
    hasty = learner.beat(ticket, 2)
    assert hasty.code == "too_frequent"
    assert learner.ticket(ticket).too_frequent == 1


def test_refused_signs_lose_no_time(east):
    learner = desk(by_minute())
    ticket = learner.open()
    advance(seconds=30)
    learner.beat(ticket, 1)
    advance(seconds=5)
    learner.beat(ticket, 2)
    advance(seconds=25)
    assert learner.beat(ticket, 3).minutes == 1


def test_refused_signs_are_told_in_the_study_record(east):
    learner = desk(by_minute())
    ticket = learner.open()
    advance(seconds=30)
    learner.beat(ticket, 1)
    learner.beat(ticket, 1)
    learner.leave(ticket)
    (told,) = learner.entries(code="refused_signs")
    assert told.reason is not None
    assert told.counted == 0


def test_silence_beyond_the_idle_limit_is_entered_with_its_reason(east):
    learner = desk(by_minute())
    ticket = learner.open()
    advance(minutes=6)
    sign = learner.beat(ticket, 1)
    assert (sign.code, sign.shown) == ("idle", timedelta())
    learner.leave(ticket)
    (entry,) = learner.entries(code="idle")
    assert (round(entry.raw), entry.counted) == (6, 0)
    assert restore_text(entry.reason).values["idle"] == Quantity(Decimal(5), "minutes")
    assert entry.cite["article"] == "三（1）"


def test_silence_of_just_the_idle_limit_counts(east):
    learner = desk(by_minute())
    ticket = learner.open()
    advance(seconds=270)
    assert learner.beat(ticket, 1).code == "counted"


def test_another_learners_ticket_is_not_found(east):
    learner, other = desk(by_minute()), desk(by_minute(), account="1002")
    ticket = learner.open()
    sign_in(other.learner, "phone")
    advance(seconds=30)
    with pytest.raises(NotFound):
        other.beat(ticket, 1)
    assert learner.ticket(ticket).shown == timedelta()


def test_a_ticket_of_another_tenant_is_not_found(east):
    learner = desk(by_minute())
    ticket = learner.open()
    with tenant_scope(WEST), pytest.raises(NotFound):
        learner.beat(ticket, 1)


def test_the_same_learners_other_client_cannot_use_the_ticket(east):
    learner = desk(by_minute())
    ticket = learner.open(client="phone")
    sign_in(learner.learner, "desk")
    advance(seconds=30)
    with pytest.raises(NotFound):
        learner.beat(ticket, 1, client="desk")


def test_a_ticket_whose_sign_in_has_ended_is_not_found(east):
    learner = desk(by_minute())
    ticket = learner.open()

    end_all(learner=learner.learner)
    db.session.commit()
    advance(seconds=30)
    with pytest.raises(NotFound):
        learner.beat(ticket, 1)


def test_a_sign_after_leaving_is_refused_with_what_to_do(east):
    learner = desk(by_minute())
    ticket = learner.open()
    learner.leave(ticket)
    advance(seconds=30)
    sign = learner.beat(ticket, 1)
    assert sign.code == "ended"
    assert "open it again" in sign.reason.message


def test_two_clients_at_once_make_the_time_of_both_void_until_one_leaves(east):
    learner = desk(by_lesson(presence=ONE_CLIENT))
    phone = learner.open(client="phone")
    learner.study(phone, 1)
    tablet = learner.open(client="tablet", lesson="l2")
    advance(seconds=30)
    assert learner.beat(phone, 3).code == "second_client"
    assert learner.beat(tablet, 1, client="tablet").code == "second_client"
    learner.leave(tablet, client="tablet")
    advance(seconds=30)
    learner.beat(phone, 4)
    advance(seconds=30)
    assert learner.beat(phone, 5).code == "counted"
    assert timedelta(seconds=110) < learner.ticket(phone).shown < timedelta(seconds=140)


def test_void_stretches_are_joined_into_one_entry_with_the_reason(east):
    learner = desk(by_lesson(presence=ONE_CLIENT))
    phone = learner.open(client="phone")
    tablet = learner.open(client="tablet", lesson="l2")
    for seq in (1, 2, 3):
        advance(seconds=30)
        learner.beat(phone, seq)
        learner.beat(tablet, seq, client="tablet")
    learner.leave(tablet, client="tablet")
    learner.study(phone, 1, after=3)
    learner.finish(phone)
    void = learner.entries(code="second_client", lesson="l1")
    assert [float(entry.raw) for entry in void] == [pytest.approx(1.5, abs=0.3)]


def test_the_later_client_is_told_of_the_other_and_may_end_it(east):
    learner = desk(by_lesson(presence=ONE_CLIENT))
    phone = learner.open(client="phone")
    opened = open_lesson(learner.year(), "law", "l2", sign_in(learner.learner, "tablet"))
    assert opened.other_clients == 1
    assert leave_others(learner.year(), token(learner.learner, "tablet")) == 1
    assert learner.ticket(phone).how == "closed"
    advance(seconds=30)
    learner.beat(opened.ticket, 1, client="tablet")
    advance(seconds=30)
    assert learner.beat(opened.ticket, 2, client="tablet").code == "counted"


def test_several_clients_may_count_where_the_rules_allow_it(east):
    learner = desk(by_minute())
    phone, tablet = learner.open(client="phone"), learner.open(client="tablet", lesson="l2")
    advance(seconds=30)
    assert learner.beat(phone, 1).code == "counted"
    assert learner.beat(tablet, 1, client="tablet").code == "counted"


def test_a_client_that_went_silent_stops_being_online_after_the_idle_limit(east):
    learner = desk(by_lesson(presence=ONE_CLIENT))
    learner.open(client="tablet", lesson="l2")
    phone = learner.open(client="phone")
    for seq in range(1, 11):
        advance(seconds=30)
        assert learner.beat(phone, seq).code == "second_client"
    advance(seconds=30)
    assert learner.beat(phone, 11).shown < timedelta(seconds=60)
    advance(seconds=30)
    assert learner.beat(phone, 12).code == "counted"


def test_opening_another_lesson_ends_the_first_so_that_tabs_do_not_add_up(east):
    learner = desk(by_minute())
    first = learner.open("l1")
    advance(seconds=30)
    learner.beat(first, 1)
    learner.open("l2")
    advance(seconds=30)
    assert learner.beat(first, 2).code == "ended"


def test_time_before_midnight_stays_with_its_day(east):
    learner = desk(by_minute(2))
    at("2024-04-01 23:54:30")
    ticket = learner.open()
    learner.study(ticket, 10)
    learner.leave(ticket)
    days = {
        str(day): amount for (day, measure, _), amount in learner.totals().items() if measure == "minutes"
    }
    assert days == {"2024-04-01": 5, "2024-04-02": 5}


def test_midnight_is_the_tenants_own(east):
    learner = desk(by_minute(2))
    at("2024-04-01 07:58")
    ticket = learner.open()
    learner.study(ticket, 4)
    learner.leave(ticket)
    assert {str(day) for day, _, _ in learner.totals()} == {"2024-04-01"}


def test_a_silent_ticket_is_ended_at_its_last_sign(east):
    learner = desk(by_minute())
    ticket = learner.open()
    learner.study(ticket, 2)
    advance(hours=3)
    assert end_silent(learner.year()) == 1
    assert learner.earned() == 4


def test_a_lesson_cannot_be_finished_before_the_presence_asked_for(east):
    learner = desk(by_lesson(presence=presence(lesson_minutes=2)))
    ticket = learner.open()
    advance(seconds=30)
    with pytest.raises(Refused) as refused:
        learner.finish(ticket)
    assert refused.value.verdict.failing[0].cite.article == "三（1）"
    assert learner.seconds_in() == 0
    assert learner.ticket(ticket).ended is None
