"""Raising, answering, deciding, correcting: who may, how often, what is kept, and what follows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from uuid import uuid4

import pytest
import sqlalchemy as sa

from core.audit.service import entries_of
from core.courses import service as courses
from core.db import db
from core.decisions.values import Quantity
from core.errors import BadInput, NotFound, Refused
from core.exams import service as exams
from core.objections import service
from core.objections.models import MessageRow, ObjectionRow
from core.objections.raising import LONGEST, MOST_MESSAGES, MOST_OPEN
from core.standings.service import stored
from core.tenancy.announce import EVERY, subscribe, unsubscribe
from tests.core.objections.world import administrator, east, learner, raised, sit, study, upheld
from tests.sites import Browser, learner_id, scope_of_site

AT_ONCE = 4
AMENDS = {"amount": "1.5", "measure": "study", "bucket": "required", "reason": "断网漏记"}


def test_an_objection_keeps_the_lines_as_they_read(shelved):
    entry = study(shelved)
    row = raised(shelved, "study_entry", str(entry))
    with east(shelved) as site:
        (line,) = service.lines_of(row)
        assert line.figure == Quantity(Decimal(2), "credits")
        assert line.cite.article == "三"
        assert service.lines_of(service.objection_in(administrator(site).scope, row.id).row) == (line,)
        (message,) = service.messages_of(row.id)
        assert (message.author, message.by_name, message.text) == ("learner", "李一", "请复核")


def test_a_day_without_an_entry_can_be_objected_to_and_one_ahead_cannot(shelved):
    row = raised(shelved, "study_entry", "2024-05-20")
    with east(shelved):
        (line,) = service.lines_of(row)
        assert line.because.message == "nothing is recorded"
        for key in ("2024-06-04", "2023-12-31"):
            with pytest.raises(BadInput):
                service.raise_objection(learner(shelved), "study_entry", key, "缺")


def test_a_day_is_one_subject_however_it_is_written(shelved):
    raised(shelved, "study_entry", "2024-05-20")
    with pytest.raises(Refused):
        raised(shelved, "study_entry", "20240520")


def test_a_day_shows_all_its_entries(shelved):
    study(shelved)
    with east(shelved):
        subject = service.subject_of(learner(shelved).id, "study_entry", "2024-06-03")
        assert len(subject.lines) == 2


def test_a_mark_is_told_with_what_passes(shelved):
    attempt = sit(shelved)
    with east(shelved):
        lines = service.subject_of(learner(shelved).id, "attempt", str(attempt)).lines
        assert (lines[0].figure, lines[0].needed, lines[0].met) == (
            Quantity(Decimal(0), "marks"),
            Quantity(Decimal(60), "marks"),
            False,
        )
        assert [line.item.message for line in lines] == ["Mark", "Started", "Handed in"]


def test_a_paper_that_goes_on_is_not_objected_to(shelved):
    with east(shelved):
        attempt = exams.start_attempt(learner(shelved).id, "yearly").id
        with pytest.raises(Refused):
            service.raise_objection(learner(shelved), "attempt", str(attempt), "错")


def test_nobody_objects_to_what_is_anothers_or_is_not_there(shelved):
    entry, attempt = study(shelved), sit(shelved)
    zhao = learner(shelved, "1002")
    for about, key in (
        ("study_entry", str(entry)),
        ("study_entry", "x"),
        ("attempt", str(attempt)),
        ("attempt", str(uuid4())),
        ("standing", "2023"),
        ("standing", "x"),
        ("mood", "2024"),
    ):
        with east(shelved), pytest.raises(NotFound):
            service.raise_objection(zhao, about, key, "错")


@pytest.mark.parametrize("text", ["", "  \r\n ", "\0", "字" * (LONGEST + 1)])
def test_a_message_has_something_to_say_and_an_end(shelved, text):
    row = raised(shelved)
    with east(shelved) as site:
        for act in (
            lambda: service.raise_objection(learner(shelved), "study_entry", "2024-05-20", text),
            lambda: service.write_again(learner(shelved), row.id, text),
            lambda: service.answer(administrator(site), row.id, text),
            lambda: service.decide(administrator(site), row.id, "upheld", text),
        ):
            with pytest.raises(BadInput):
                act()


def test_one_objection_to_a_subject_waits_at_a_time(shelved):
    first = raised(shelved)
    with east(shelved):
        with pytest.raises(Refused) as refused:
            service.raise_objection(learner(shelved), "standing", "2024", "再次")
        assert refused.value.code == "already_raised"
        db.session.rollback()
        service.withdraw(learner(shelved), first.id)
    assert raised(shelved).id != first.id


def test_so_many_of_one_learner_wait_and_no_more(shelved):
    for day in range(1, MOST_OPEN + 1):
        raised(shelved, "study_entry", f"2024-05-0{day}")
    with pytest.raises(Refused) as refused:
        raised(shelved)
    assert refused.value.code == "too_many_objections"
    raised(shelved, account="1002")


def test_a_thread_is_no_endless_one(shelved):
    row = raised(shelved)
    with east(shelved):
        for _ in range(MOST_MESSAGES - 1):
            service.write_again(learner(shelved), row.id, "催")
        with pytest.raises(Refused):
            service.write_again(learner(shelved), row.id, "催")


def test_objections_raised_at_once_are_one(busy):
    who, barrier = learner(busy), Barrier(AT_ONCE)

    def one(_number):
        with east(busy):
            barrier.wait(30)
            try:
                return service.raise_objection(who, "standing", "2024", "请复核").id
            except Refused as error:
                return error.code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(one, range(AT_ONCE)))
    assert found.count("already_raised") == AT_ONCE - 1
    with east(busy):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ObjectionRow)) == 1


def test_corrections_entered_at_once_are_one(busy):
    row, barrier = upheld(busy, "study_entry", "2024-05-20"), Barrier(AT_ONCE)

    def one(_number):
        with east(busy) as site:
            barrier.wait(30)
            try:
                return service.enter_correction(administrator(site), row.id, AMENDS).id
            except Refused as error:
                return error.code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(one, range(AT_ONCE)))
    assert sorted(map(str, found)).count("entered") == AT_ONCE - 1
    with east(busy):
        acts = [entry.act for entry in entries_of(str(row.learner))]
        assert acts.count("correct_study") == 1


def test_an_answer_is_answered_back_until_it_is_decided(shelved):
    row = raised(shelved)
    with east(shelved) as site:
        assert service.answer(administrator(site), row.id, "请说明").state == "answered"
        assert service.write_again(learner(shelved), row.id, "五月二十日").state == "open"
        done = service.decide(administrator(site), row.id, "not_upheld", "记录无误")
        assert (done.state, done.outcome, done.reason, done.closed_by_name) == (
            "closed",
            "not_upheld",
            "记录无误",
            "钱四",
        )
        assert [one.author for one in service.messages_of(row.id)] == ["learner", "administrator", "learner"]
        acts = {entry.act for entry in entries_of(str(row.learner))}
        assert acts == {"raise_objection", "answer_objection", "decide_objection"}


def test_closed_is_closed(shelved):
    row = upheld(shelved, "standing", "2024")
    with east(shelved) as site:
        for act in (
            lambda: service.answer(administrator(site), row.id, "答"),
            lambda: service.decide(administrator(site), row.id, "not_upheld", "改"),
            lambda: service.write_again(learner(shelved), row.id, "再"),
            lambda: service.withdraw(learner(shelved), row.id),
        ):
            with pytest.raises(Refused):
                act()
            db.session.rollback()


def test_nobody_answers_their_own_objection(shelved):
    own = raised(shelved, account="1004")
    with east(shelved) as site:
        for act in (
            lambda: service.answer(administrator(site), own.id, "好"),
            lambda: service.decide(administrator(site), own.id, "upheld", "好"),
            lambda: service.enter_correction(administrator(site), own.id, AMENDS),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.code == "own_objection"
            db.session.rollback()
        assert service.answer(administrator(site, "office"), own.id, "已收到").state == "answered"


def test_only_the_learner_and_administrators_over_them_find_it(shelved):
    row = raised(shelved)
    with east(shelved) as site:
        for account in ("a1", "office"):
            assert service.objection_in(administrator(site, account).scope, row.id).row.id == row.id
        for account in ("a2", "bay", "editor"):
            scope = administrator(site, account).scope
            assert service.objections_in(scope, service.Query()).total == 0
            with pytest.raises(NotFound):
                service.objection_in(scope, row.id)
            with pytest.raises(NotFound):
                service.answer(administrator(site, account), row.id, "答")
        zhao = learner(shelved, "1002")
        for act in (
            lambda: service.own_objection(zhao.id, row.id),
            lambda: service.write_again(zhao, row.id, "我也是"),
            lambda: service.withdraw(zhao, row.id),
        ):
            with pytest.raises(NotFound):
                act()
    with scope_of_site(shelved, "west") as site:
        assert service.objections_in(administrator(site, "office").scope, service.Query()).total == 0
        with pytest.raises(NotFound):
            service.own_objection(learner_id(shelved, "west", "1001"), row.id)


def test_the_list_puts_what_waits_first_and_is_narrowed(shelved):
    first, second = raised(shelved), raised(shelved, "study_entry", "2024-05-20")
    third = raised(shelved, account="1002")
    with east(shelved) as site:
        service.answer(administrator(site), first.id, "已收到")
        scope = administrator(site, "office").scope

        def found(**asked):
            return [held.row.id for held in service.objections_in(scope, service.Query(**asked)).rows]

        assert found() == [second.id, third.id, first.id]
        assert found(state="answered") == [first.id]
        assert found(about="study_entry") == [second.id]
        assert found(search="赵二") == [third.id]
        counts = service.objections_in(scope, service.Query(state="answered")).counts
        assert counts == {"open": 2, "answered": 1}


def test_a_correction_enters_the_ledger_once_and_the_standing_follows(shelved):
    row = upheld(shelved, "study_entry", "2024-05-20")
    with east(shelved) as site:
        service.enter_correction(administrator(site), row.id, AMENDS)
        entry = service.correction_for(row)
        assert (entry.counted, entry.bucket, entry.day) == (Decimal("1.5"), "required", date(2024, 5, 20))
        assert entry.reason.values == {"reason": "断网漏记", "by": "钱四"}
        assert stored(row.learner, 2024).earned == Decimal("1.5")
        with pytest.raises(Refused):
            service.enter_correction(administrator(site), row.id, AMENDS)
        total, _ = courses.study_facts(row.learner, 2024)
        assert sum(one.amount for one in total) == Decimal("1.5")


def test_a_correction_keeps_the_bucket_that_was_objected_to_first(shelved):
    row = upheld(shelved, "study_entry", str(study(shelved)))
    with east(shelved):
        assert service.buckets_for(row) == ("required",)


def test_a_verdict_can_be_put_right_by_a_correction_and_a_mark_cannot(shelved):
    verdict, mark = upheld(shelved, "standing", "2024"), upheld(shelved, "attempt", str(sit(shelved)))
    with east(shelved) as site:
        service.enter_correction(administrator(site), verdict.id, AMENDS)
        assert service.correction_for(verdict).day == date(2024, 6, 3)
        with pytest.raises(Refused):
            service.enter_correction(administrator(site), mark.id, AMENDS)


def test_no_correction_before_the_objection_is_upheld(shelved):
    waiting = raised(shelved, "study_entry", "2024-05-20")
    with east(shelved) as site:
        with pytest.raises(Refused):
            service.enter_correction(administrator(site), waiting.id, AMENDS)
        db.session.rollback()
        service.decide(administrator(site), waiting.id, "not_upheld", "记录无误")
        with pytest.raises(Refused):
            service.enter_correction(administrator(site), waiting.id, AMENDS)


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "0"},
        {"amount": ""},
        {"amount": "NaN"},
        {"amount": "1e3"},
        {"amount": "１"},
        {"amount": "1.234"},
        {"amount": "99999"},
        {"bucket": "moon"},
        {"measure": "logins"},
        {"reason": " "},
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(shelved, change):
    row = upheld(shelved, "study_entry", "2024-05-20")
    with east(shelved) as site, pytest.raises(BadInput):
        service.enter_correction(administrator(site), row.id, AMENDS | change)


def test_messages_and_objections_stay(shelved):
    row = raised(shelved)
    for statement in (
        sa.update(MessageRow).values(text="改"),
        sa.delete(MessageRow),
        sa.delete(ObjectionRow),
    ):
        with east(shelved):
            with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
                db.session.execute(statement)
            db.session.rollback()
    with east(shelved):
        assert service.messages_of(row.id)[0].text == "请复核"


def test_each_step_is_announced(shelved):
    heard: list[str] = []

    def hear(event):
        heard.append(event.name)

    subscribe(EVERY, hear)
    try:
        row = raised(shelved)
        with east(shelved) as site:
            service.answer(administrator(site), row.id, "已收到")
            service.write_again(learner(shelved), row.id, "谢谢")
            service.withdraw(learner(shelved), row.id)
    finally:
        unsubscribe(EVERY, hear)
    steps = [name for name in heard if name.startswith("objection.")]
    assert steps == ["objection.raised", "objection.answered", "objection.written", "objection.closed"]


def test_another_provinces_objection_is_nowhere(shelved):
    row = raised(shelved)
    west = Browser(shelved, "west")
    west.sign_in_administrator("office")
    assert west.get(f"/admin/objections/{row.id}").status_code == 404
