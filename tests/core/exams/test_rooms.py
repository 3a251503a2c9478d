"""A room full of people at once: the same papers, marks, places and refusals as one by one."""

import pytest

from core.errors import NotFound, Refused
from core.exams import service
from core.tenancy.announce import subscribe, unsubscribe
from tests.core.exams.world import NEXT_SLOT, SLOT
from tests.sites import learner_id


def people(app, *accounts):
    return [learner_id(app, "east", account) for account in accounts]


def test_a_room_starts_together_and_each_has_a_paper_of_their_own(hall, li, zhao):
    with li.hall():
        room = service.start_attempts([li.id, zhao.id], "yearly")
        assert set(room.rows) == {li.id, zhao.id}
        assert room.refused == {}
        assert room.rows[li.id].seed != room.rows[zhao.id].seed


def test_who_has_started_goes_on_with_the_same_paper(hall, li, zhao):
    with li.hall():
        first = service.start_attempt(li.id, "yearly")
        assert service.start_attempts([li.id, zhao.id], "yearly").rows[li.id].id == first.id


def test_who_may_not_start_keeps_nobody_else_out(hall, li, zhao):
    with li.hall():
        service.book_place(zhao.id, "slot", SLOT)
        room = service.start_attempts([li.id, zhao.id], "slot")
        assert li.id in room.refused
        assert li.id not in room.rows
        assert not room.refused[li.id].met


def test_a_room_hands_in_with_the_marks_of_its_answers(hall, li, zhao):
    with li.hall():
        rows = service.start_attempts([li.id, zhao.id], "yearly").rows
        paper = service.reviewed(rows[li.id])
        service.enter_answers([(rows[li.id], {one.shown.number: list(one.right) for one in paper})])
        assert service.hand_in_all([row.id for row in rows.values()]) == 2
        assert rows[li.id].mark == sum(one.shown.mark for one in paper)
        assert rows[zhao.id].mark == 0


def test_handing_in_again_changes_nothing_and_tells_nobody(hall, li):
    told = []
    subscribe("exam.handed_in", told.append)
    with li.hall():
        attempt = service.start_attempt(li.id, "yearly").id
        assert [service.hand_in_all([attempt]), service.hand_in_all([attempt])] == [1, 0]
    unsubscribe("exam.handed_in", told.append)
    assert [event.learner for event in told] == [li.id]


def test_answers_come_too_late_for_a_paper_that_is_handed_in(hall, li):
    with li.hall():
        attempt = service.start_attempt(li.id, "yearly")
        service.hand_in(li.id, attempt.id)
        with pytest.raises(Refused):
            service.enter_answers([(attempt, {1: [0]})])


def test_more_people_than_places_get_none(hall, li, zhao):
    """The sitting holds one."""
    with li.hall():
        with pytest.raises(Refused):
            service.book_places([li.id, zhao.id], "slot", SLOT)
        assert service.taken_in(2024, "slot", SLOT) == 0


def test_a_booked_place_is_moved_and_counted_once(hall, li):
    with li.hall():
        service.book_places([li.id], "slot", SLOT)
        service.book_places([li.id], "slot", SLOT)
        service.book_places([li.id], "slot", NEXT_SLOT)
        assert service.taken_by_sitting(2024, "slot") == {NEXT_SLOT: 1}


def test_nobody_books_for_a_stranger(hall, li):
    (stranger,) = people(hall, "1002")
    with li.hall(), pytest.raises(NotFound):
        service.book_places([li.id, type(stranger)(int=7)], "slot", SLOT)
