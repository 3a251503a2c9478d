"""The heartbeat's statement and the pure decision say the same of every stretch of time."""

import random
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.courses.models import Ticket
from core.db import db
from core.decisions.presence import Sign, stretches
from tests.core.courses.world import ONE_CLIENT, advance, by_lesson, desk, presence

LOST = timedelta(milliseconds=1)


def counted_by_decision(policy, sign):
    return sum((s.end - s.begin for s in stretches(policy, sign) if s.code == "counted"), timedelta())


@pytest.mark.parametrize("seed", range(4))
def test_a_random_history_of_two_clients_is_counted_alike(east, seed):
    chance = random.Random(seed)
    policy = presence(clients="one", closing="void") if seed % 2 else ONE_CLIENT
    learner = desk(by_lesson(presence=policy))
    phone = learner.open(client="phone")
    tablet, expected = None, timedelta()
    for seq in range(1, 9):
        if tablet is None and chance.random() < 0.5:
            advance(seconds=chance.randint(1, 60))
            tablet = learner.open("l2", client="tablet")
        elif tablet is not None and chance.random() < 0.5:
            advance(seconds=chance.randint(1, 60))
            learner.leave(tablet, client="tablet", how="moved")
        advance(seconds=chance.choice([20, 45, 100, 290, 400]))
        before, other = learner.ticket(phone), None if tablet is None else learner.ticket(tablet)
        last = before.last
        db.session.commit()
        sign = learner.beat(phone, seq)
        assert sign.code in {"counted", "idle", "second_client"}
        expected += counted_by_decision(policy, pure_sign(last, sign.last, other))
        assert abs(learner.ticket(phone).shown - expected) < LOST
        if other is not None and other.ended is not None:
            tablet = None


def pure_sign(last: datetime, now: datetime, other: Ticket | None) -> Sign:
    if other is None:
        return Sign(last=last, now=now)
    gone = other.last + other.idle
    until = min(gone, other.ended) if other.ended is not None else gone
    begin = max(last, other.opened)
    online = begin < min(until, now)
    return Sign(
        last=last,
        now=now,
        other_from=other.opened if online else None,
        other_until=until if until < now else None,
    )


def test_every_part_of_a_visit_is_counted_or_pending_with_its_reason(east):
    learner = desk(by_lesson(presence=ONE_CLIENT))
    phone = learner.open(client="phone")
    opened = learner.ticket(phone).opened
    tablet = learner.open("l2", client="tablet")
    for seq, seconds in enumerate((30, 60, 400, 30), start=1):
        advance(seconds=seconds)
        learner.beat(phone, seq)
    learner.leave(tablet, client="tablet")
    ticket = learner.ticket(phone)
    pending = sum(
        (
            datetime.fromisoformat(item["end"]) - datetime.fromisoformat(item["begin"])
            for item in ticket.pending
        ),
        timedelta(),
    )
    assert abs(ticket.last - opened - pending - ticket.shown) < LOST
    assert {item["code"] for item in ticket.pending} == {"second_client", "idle"}


def test_the_statement_reads_the_tenants_clock_and_no_other(east):
    learner = desk(by_lesson(presence=presence()))
    ticket = learner.open()
    advance(seconds=30)
    last = learner.beat(ticket, 1).last
    assert last.astimezone(UTC).year == 2024
    assert db.session.execute(sa.text("SELECT now()")).scalar_one().year > 2024
