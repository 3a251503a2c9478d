"""How often somebody without an account may ask: by the address they come from, or by what they typed, in a stretch of time.

Addresses are kept as digests under the platform's secret, and forgotten after a day.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app, has_request_context, request
from sqlalchemy.dialects.postgresql import insert

from core.accounts.models import Taking
from core.accounts.tries import true_now
from core.db import db
from core.decisions.values import say
from core.errors import TooMany

FORGET = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """The most askings of a kind within a stretch of time; a whole office may stand behind one address."""

    kind: str
    most: int
    within: timedelta


def take(limit: Limit, key: str = "") -> None:
    """Count one asking and commit; TooMany beyond the limit. Without a key it counts for the address that asks."""
    if not within_limit(limit, key or _here()):
        raise TooMany(
            say("Too many requests have come from here. Please try again later."),
            retry_after=int(limit.within.total_seconds()),
        )


def within_limit(limit: Limit, key: str) -> bool:
    """Count one asking under a key, commit, and tell whether it still is within the limit."""
    at = true_now()
    db.session.execute(sa.delete(Taking).where(Taking.since < at - FORGET))
    count: int = db.session.execute(_counting(limit, key, at)).scalar_one()
    db.session.commit()
    return count <= limit.most


def _counting(limit: Limit, key: str, at: datetime) -> Any:
    over = Taking.since <= at - limit.within
    fresh = insert(Taking).values(kind=limit.kind, digest=_digest(key), since=at, count=1)
    return fresh.on_conflict_do_update(
        index_elements=["tenant", "kind", "digest"],
        set_={
            "count": sa.case((over, 1), else_=Taking.count + 1),
            "since": sa.case((over, at), else_=Taking.since),
        },
    ).returning(Taking.count)


def _here() -> str:
    """The address that asks; commands on the server have none."""
    return (request.remote_addr or "") if has_request_context() else ""


def _digest(key: str) -> bytes:
    secret: str = current_app.config["SECRET_KEY"]
    return hmac.new(secret.encode(), key.strip().lower().encode(), hashlib.sha256).digest()
