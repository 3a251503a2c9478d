"""What happens to people stands in their inbox: from the act of an administrator to the learner's page."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.db import db
from core.exams import service as exams
from core.notify.happenings import FOR_ADMINISTRATORS, MAKERS
from core.notify.models import Message
from core.objections import service as objections
from tests.core.notify.world import east, happen, inbox
from tests.core.objections.world import administrator, raised
from tests.sites import learner_id

ROOT = Path(__file__).parents[3]
FACTS = {
    "exam": "yearly",
    "opens": "2024-06-04T01:00:00+00:00",
    "by": "administrator",
    "minutes": "15",
    "number": "2024000001",
    "outcome": "upheld",
    "objection": "11111111-1111-1111-1111-111111111111",
    "exemption": "11111111-1111-1111-1111-111111111111",
    "until": "2024-06-20",
    "day": "2024-06-04",
    "to": "u2",
}


def announced() -> set[str]:
    """Every name that code announces, read from the source; a name that is put together counts by its beginning."""
    found = set()
    for path in (ROOT / "core").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = getattr(node, "func", None)
            if getattr(called, "id", "") in {"announce", "announce_all", "_announce", "_tell"}:
                literals = [
                    one for given in node.args for one in ast.walk(given) if isinstance(one, ast.Constant)
                ]
                found |= {one.value for one in literals if isinstance(one.value, str)}
    return found


@pytest.mark.parametrize("event", [*MAKERS, *FOR_ADMINISTRATORS])
def test_every_event_that_makes_a_message_is_announced_by_somebody(event):
    assert any(event == one or (one.endswith(".") and event.startswith(one)) for one in announced())


@pytest.mark.parametrize("event", MAKERS)
def test_every_event_of_a_learner_makes_one_message_that_reads_in_chinese(shelved, event):
    happen(shelved, event, "1001", **FACTS)
    (title,) = inbox(shelved)
    assert not any(letter in title for letter in "{}")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in title)


def test_who_books_for_themselves_is_not_told(shelved):
    happen(shelved, "place.booked", "1001", **{**FACTS, "by": "learner"})
    happen(shelved, "objection.closed", "1001", **{**FACTS, "outcome": "withdrawn"})
    assert inbox(shelved) == []


def test_an_act_upon_many_writes_one_row_each_in_one_statement(shelved):
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        seen.append(statement)

    with shelved.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", note)
        try:
            happen(shelved, "exam.regraded", "1001", "1002", "1003", "1004", exam="yearly")
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", note)
    assert sum(statement.startswith("INSERT INTO messages") for statement in seen) == 1
    assert [inbox(shelved, account) for account in ("1001", "1003")] == [
        ["您的考试成绩有变动：年度学法考试"]
    ] * 2


def test_extra_time_is_told_to_whoever_has_it(shelved):
    with east(shelved) as site:
        who = learner_id(shelved, "east", "1001")
        attempt = exams.start_attempt(who, "yearly")
        exams.give_extra_time(administrator(site), [attempt.id], 15, "停电")
    assert inbox(shelved) == ["已为您补时：年度学法考试"]


def test_an_objection_goes_from_the_learner_to_the_administrator_and_back(shelved, li, qian):
    row = raised(shelved)
    page = qian.get("/messages").text
    assert "李一提出异议" in page
    with east(shelved) as site:
        objections.answer(administrator(site), row.id, "正在核查")
        objections.decide(administrator(site), row.id, "not_upheld", "记录无误")
    assert inbox(shelved) == ["您的异议已有答复", "您的异议已办结：不成立"]
    with east(shelved):
        links = db.session.scalars(sa.select(Message.link).order_by(Message.created)).all()
    desk, own = f"/admin/objections/{row.id}", f"/objections/{row.id}"
    assert links == [
        desk,
        desk,
        own,
        own,
    ]  # the unit's administrator and the area's office both look after Li
    assert all(li.get(link).status_code == 200 for link in links[2:])


def test_nobody_is_told_of_their_own_objection_as_an_administrator(shelved, qian):
    raised(shelved, account="1004")
    assert "提出异议" not in qian.get("/messages").text


def test_a_message_that_cannot_be_written_undoes_nothing(shelved, monkeypatch):
    def broken(_events):
        raise RuntimeError

    monkeypatch.setattr("core.notify.listeners.drafts_of", broken)
    with east(shelved) as site:
        who = learner_id(shelved, "east", "1001")
        attempt = exams.start_attempt(who, "yearly")
        before = attempt.deadline
        exams.give_extra_time(administrator(site), [attempt.id], 15, "停电")
        assert exams.attempt_of(who, attempt.id).deadline == before + timedelta(minutes=15)


def test_times_are_told_on_the_tenants_clock(shelved, li):
    happen(shelved, "place.booked", "1001", **FACTS)
    with east(shelved) as site:
        row = db.session.scalars(sa.select(Message)).one()
        assert row.at.astimezone(site.zone).date().isoformat() == "2024-06-03"
    assert "开考时间：2024年6月4日 09:00" in li.get("/messages").text
