"""Wrong passwords: a delay that doubles with each, then a lock; strangers' names are counted like learners'.

Times here are the server's true ones: a rehearsed day neither lifts a lock nor stretches it.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from core.accounts.models import Stranger
from core.db import db
from core.decisions.accounts import Lock
from core.decisions.values import say
from core.errors import TooMany

MOST_DELAY = timedelta(seconds=60)
FORGET_STRANGERS = timedelta(days=1)


class Tried(Protocol):
    """Whatever wrong tries are counted on: a learner, an administrator, a stranger's name."""

    failures: int
    next_try_at: datetime | None
    locked_until: datetime | None


def true_now() -> datetime:
    """Return the database's true instant, also inside a long transaction and where a tenant rehearses a day."""
    at: datetime = db.session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return at


def refuse_early(tried: Tried, at: datetime) -> None:
    """Raise TooMany while a lock or a delay runs; a lock that has run out begins a new count."""
    if tried.locked_until is not None and tried.locked_until <= at:
        clear(tried)
    if tried.locked_until is not None:
        raise TooMany(
            say(
                "Too many wrong tries. Sign-in under this name is locked for {minutes} more minutes. "
                "Your unit administrator can lift the lock.",
                minutes=-(-_seconds(tried.locked_until - at) // 60),
            ),
            retry_after=_seconds(tried.locked_until - at),
        )
    if tried.next_try_at is not None and tried.next_try_at > at:
        wait = _seconds(tried.next_try_at - at)
        raise TooMany(say("Please wait {seconds} seconds and try again.", seconds=wait), retry_after=wait)


def count_failure(tried: Tried, lock: Lock | None, at: datetime) -> bool:
    """Count one wrong try: the next may come after 1, 2, 4… seconds; tell whether it has led to a lock."""
    tried.failures += 1
    tried.next_try_at = at + min(timedelta(seconds=2 ** min(tried.failures - 1, 10)), MOST_DELAY)
    if lock is None or tried.failures < lock.after:
        return False
    tried.locked_until = at + timedelta(minutes=lock.minutes)
    return True


def clear(tried: Tried) -> None:
    """Forget the wrong tries, after the right password or an administrator's word."""
    tried.failures = 0
    tried.next_try_at = None
    tried.locked_until = None


def stranger(typed: str, at: datetime) -> Stranger:
    """Return the count for a name that nobody has, locked for this transaction; a day without tries forgets it."""
    key = hashlib.sha256(typed.strip().lower().encode()).digest()
    db.session.execute(sa.delete(Stranger).where(Stranger.seen < at - FORGET_STRANGERS))
    fresh = insert(Stranger).values(typed_hash=key, failures=0, seen=at)
    db.session.execute(
        fresh.on_conflict_do_update(index_elements=["tenant", "typed_hash"], set_={"seen": at})
    )
    return db.session.execute(
        sa.select(Stranger).where(Stranger.typed_hash == key).with_for_update()
    ).scalar_one()


def _seconds(span: timedelta) -> int:
    return max(1, -(-int(span.total_seconds() * 1000) // 1000))
