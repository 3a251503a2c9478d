"""The record of an attempt, pages that learn where it stands, and extra time."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from core.accounts.service import Acting, Scope, server_acting
from core.errors import BadInput, NotFound
from core.exams import service
from tests.core.exams.world import later


def kinds(sitter, attempt):
    with sitter.hall():
        return [event.kind for event in service.events_of(id_of(attempt))]


def id_of(attempt):
    return UUID(attempt.rpartition("/")[2])


def tell(sitter, attempt, *events, page=1):
    return sitter.browser.send(f"{attempt}/events", {"page": page, "events": list(events)})


def extend(sitter, attempt, minutes=10, reason="停电"):
    with sitter.hall() as site:
        return service.give_extra_time(server_acting(site), [id_of(attempt)], minutes, reason)


def test_openings_and_saves_are_entered_with_what_the_server_knows(li):
    attempt = li.start()
    li.browser.get(attempt)
    li.save(attempt, 1, [0], 1)
    li.save(attempt, 1, [1], 2)
    li.save(attempt, 1, [0], 1)
    with li.hall():
        opened, first, second = service.events_of(id_of(attempt))
    assert (opened.kind, opened.detail["page"], opened.detail["address"]) == ("opened", 1, "127.0.0.0/24")
    assert [first.detail["chosen"], second.detail["chosen"]] == [[0], [1]]
    assert second.detail["seq"] == 2


def test_what_the_page_tells_is_kept_as_told(li):
    attempt = li.start()
    told = tell(li, attempt, {"kind": "hidden"}, {"kind": "shown", "seconds": 40})
    assert told.status_code == 200
    assert told.json["page"] == 0
    assert kinds(li, attempt) == ["hidden", "shown"]
    page = li.browser.get(f"{attempt}/record").text
    assert "离开考试页面" in page
    assert "40 秒后（由页面告知）" in page


@pytest.mark.parametrize(
    "event",
    [{"kind": "saved"}, {"kind": "hidden", "seconds": "x"}, {"kind": "hidden", "seconds": -1}, "hidden", {}],
)
def test_what_no_page_tells_is_refused(li, event):
    attempt = li.start()
    assert tell(li, attempt, event).status_code == 400
    assert kinds(li, attempt) == []


def test_nobody_else_writes_or_reads_the_record(li, zhao):
    attempt = li.start()
    assert tell(zhao, attempt, {"kind": "hidden"}).status_code == 404
    assert zhao.browser.get(f"{attempt}/record").status_code == 404
    assert kinds(li, attempt) == []


def test_nothing_is_told_after_the_hand_in(hall, li):
    attempt = li.start()
    li.hand_in(attempt)
    assert tell(li, attempt, {"kind": "hidden"}).json["handed_in"] is True
    assert kinds(li, attempt) == []


def test_an_older_page_learns_that_a_newer_one_shows_the_paper(li):
    attempt = li.start()
    assert 'data-page="1"' in li.browser.get(attempt).text
    assert li.save(attempt, 1, [0], 1).json["page"] == 1
    assert 'data-page="2"' in li.browser.get(attempt).text
    assert li.save(attempt, 1, [1], 2).json["page"] == 2


def test_extra_time_moves_the_deadline_and_says_so_everywhere(hall, li):
    attempt = li.start()
    before = li.row(attempt).deadline
    assert extend(li, attempt, 10) == 1
    assert li.row(attempt).deadline == before + timedelta(minutes=10)
    assert li.save(attempt, 1, [0], 1).json["deadline"] == (before + timedelta(minutes=10)).isoformat()
    assert "延长 10 分钟：停电" in li.browser.get(f"{attempt}/record").text
    later(hall, minutes=65)
    assert li.save(attempt, 2, [0], 2).status_code == 200


def test_what_the_server_handed_in_is_opened_again_with_its_answers(hall, li):
    attempt = li.start()
    li.save(attempt, 1, [li.right(attempt)[0]], 1)
    later(hall, minutes=61)
    li.browser.get(attempt)
    assert li.row(attempt).mark == 20
    assert extend(li, attempt, 15) == 1
    row = li.row(attempt)
    assert (row.mark, row.handed_in_at) == (None, None)
    assert li.chosen(attempt) == {1: [li.right(attempt)[0]]}
    li.save(attempt, 2, [li.right(attempt)[1]], 2)
    li.hand_in(attempt)
    assert li.row(attempt).mark == 40


def test_a_learners_own_hand_in_stays_final(li):
    attempt = li.start()
    li.hand_in(attempt)
    assert extend(li, attempt) == 0
    assert li.row(attempt).handed_in_by == "learner"


def test_extra_time_needs_a_reason_a_sensible_length_and_the_scope(li):
    attempt = li.start()
    for minutes, reason in ((0, "停电"), (241, "停电"), (5, " ")):
        with pytest.raises(BadInput):
            extend(li, attempt, minutes, reason)
    with li.hall() as site:
        nobody = Acting(site, server_acting(site).actor, Scope(frozenset()))
        for by, one in ((nobody, id_of(attempt)), (server_acting(site), uuid4())):
            with pytest.raises(NotFound):
                service.give_extra_time(by, [one], 5, "停电")


def test_two_devices_with_the_same_count_lose_no_answer(li):
    attempt = li.start()
    assert li.save(attempt, 1, [0], 1).json["stale"] is False
    assert li.save(attempt, 1, [0], 1).json["stale"] is False
    other = li.save(attempt, 1, [1], 1).json
    assert (other["stale"], other["seq"]) == (True, 1)
    assert li.chosen(attempt) == {1: [0]}
    li.save(attempt, 1, [1], 2)
    assert li.chosen(attempt) == {1: [1]}
