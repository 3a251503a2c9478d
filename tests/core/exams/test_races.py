"""What happens at once: two clicks, two bookings of the last place, a save and the hand-in; real threads, real commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import Refused
from core.exams import service
from core.exams.models import AttemptRow, PlaceRow
from core.tenancy.clock import set_clock
from core.web.cookie import token_hash
from tests.core.exams.world import NEXT_SLOT, SLOT, Sitter
from tests.sites import TODAY, learner_id, scope_of_site

AT_ONCE = 4


@pytest.fixture(autouse=True)
def tidy(busy_hall):
    """What the threads have committed is taken away again, for the tests beside these."""
    yield
    with scope_of_site(busy_hall, "east"):
        db.session.execute(sa.delete(AttemptRow))
        db.session.execute(sa.delete(PlaceRow))
        db.session.commit()
        set_clock(TODAY)


def at_once(app, work: Callable[[int], object]) -> list[object]:
    """Do the work in several threads at the same moment; what they return or raise."""
    barrier = Barrier(AT_ONCE)

    def one(number: int) -> object:
        with scope_of_site(app, "east"):
            barrier.wait(30)
            try:
                return work(number)
            except Refused as error:
                return error

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_starts_at_once_give_one_attempt(busy_hall):
    learner = learner_id(busy_hall, "east", "1001")
    found = at_once(busy_hall, lambda _: service.start_attempt(learner, "yearly").id)
    assert len(set(found)) == 1
    with scope_of_site(busy_hall, "east"):
        count = sa.select(sa.func.count()).where(AttemptRow.learner == learner, AttemptRow.exam == "yearly")
        assert db.session.scalar(count) == 1


def test_bookings_at_once_never_overfill_a_sitting(busy_hall):
    learners = [learner_id(busy_hall, "east", account) for account in ("1001", "1002", "1004", "1005")]
    found = at_once(busy_hall, lambda n: service.book_place(learners[n], "slot", SLOT).learner)
    refused = [one for one in found if isinstance(one, Refused)]
    assert len(refused) == AT_ONCE - 1
    assert all(one.verdict is not None and one.code == "may_not_book" for one in refused)
    with scope_of_site(busy_hall, "east"):
        assert service.taken_in(2024, "slot", SLOT) == 1


def test_a_place_moves_and_leaves_its_old_one_free(busy_hall):
    li, zhao = (learner_id(busy_hall, "east", account) for account in ("1001", "1002"))
    with scope_of_site(busy_hall, "east"):
        service.book_place(li, "slot", SLOT)
        service.book_place(li, "slot", NEXT_SLOT)
        service.book_place(zhao, "slot", SLOT)
        assert service.taken_by_sitting(2024, "slot") == {SLOT: 1, NEXT_SLOT: 1}
        with pytest.raises(Refused):
            service.book_place(zhao, "slot", NEXT_SLOT)


def test_a_booked_place_opens_its_own_sitting_alone(busy_hall):
    learner = learner_id(busy_hall, "east", "1001")
    with scope_of_site(busy_hall, "east"):
        service.book_place(learner, "slot", SLOT)
        with pytest.raises(Refused):
            service.start_attempt(learner, "slot")
        set_clock(SLOT)
        attempt = service.start_attempt(learner, "slot")
        assert (attempt.deadline - SLOT).total_seconds() == 3600


def test_hand_ins_at_once_mark_the_paper_once(busy_hall):
    learner = learner_id(busy_hall, "east", "1001")
    with scope_of_site(busy_hall, "east"):
        attempt = service.start_attempt(learner, "yearly").id
    found = at_once(busy_hall, lambda _: service.hand_in(learner, attempt).handed_in_at)
    assert len(set(found)) == 1


def test_a_save_beside_the_hand_in_is_marked_or_refused(busy_hall):
    """Each answer that was acknowledged is in the marks; the others were told that the paper is handed in."""
    sitter = Sitter(busy_hall)
    attempt = sitter.start()
    row, learner, right = sitter.row(attempt).id, sitter.id, sitter.right(attempt)
    door = service.Door(tenant="east", area="", sign_in=token_hash(sitter.browser.token))

    def act(number: int) -> object:
        if number == 0:
            return service.hand_in(learner, row).mark
        return service.save_answer(
            door, row, service.Answer(question=number, chosen=(right[number - 1],), seq=1)
        )

    mark, *told = at_once(busy_hall, act)
    assert mark == 20 * sum(isinstance(one, service.Saved) for one in told)
    assert all(isinstance(one, service.Saved) or one.code == "handed_in" for one in told)
