"""Several requests at once: signs of presence, finishing, and the daily cap."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from core.courses import service
from core.db import db
from core.decisions.credit import DayCap
from core.tenancy.scope import tenant_scope
from tests.cast import EAST
from tests.core.courses.world import ARTICLE, advance, by_lesson, desk, sign_in, token


@pytest.fixture
def together(committed):
    """Run calls at the same moment, each as a request of its own."""

    def run(*calls: Callable[[], object]) -> list[object]:
        def one(call: Callable[[], object]) -> object:
            with committed.app_context(), tenant_scope(EAST):
                return call()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    with tenant_scope(EAST):
        yield run


def test_of_parallel_signs_with_one_number_a_single_one_counts(together):
    learner = desk(by_lesson(2))
    ticket = learner.open()
    advance(seconds=30)
    db.session.commit()
    signs = together(*[lambda: learner.beat(ticket, 1)] * 6)
    assert sorted(sign.code for sign in signs) == ["counted", *["replayed"] * 5]
    assert learner.ticket(ticket).shown < 2 * learner.ticket(ticket).heartbeat


def test_parallel_signs_with_different_numbers_add_no_time(together):
    learner = desk(by_lesson(2))
    ticket = learner.open()
    advance(seconds=30)
    db.session.commit()
    signs = together(*[lambda seq=seq: learner.beat(ticket, seq) for seq in (1, 2, 3, 4)])
    assert [sign.code for sign in signs].count("counted") == 1


def test_a_lesson_finished_on_two_clients_at_once_earns_once(together):
    learner = desk(by_lesson(2))
    phone, tablet = learner.open(client="phone"), learner.open(client="tablet")
    together(lambda: learner.finish(phone), lambda: learner.finish(tablet, client="tablet"))
    assert learner.earned() == 2
    assert sorted(learner.codes("study")) == ["again", "counted"]


def test_the_days_cap_holds_when_lessons_are_finished_at_once(together):
    learner = desk(by_lesson(2, day_cap=DayCap(amount=Decimal(3), cite=ARTICLE)))
    tickets = {client: learner.open(lesson, client=client) for client, lesson in (("a", "l1"), ("b", "l2"))}
    together(*[lambda c=client: learner.finish(tickets[c], client=c) for client in tickets])
    assert learner.earned() == 3


def test_one_client_opening_twice_at_once_keeps_one_open_lesson(together):
    learner = desk(by_lesson(2))
    sign_in(learner.learner, "phone")

    def opening(lesson: str) -> Callable[[], object]:
        return lambda: service.open_lesson(learner.year(), "law", lesson, token(learner.learner, "phone"))

    opened = together(opening("l1"), opening("l2"))
    running = [one for one in opened if learner.ticket(one.ticket).ended is None]
    assert len(running) == 1
