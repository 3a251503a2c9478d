"""The record of an attempt: what the server saw and what the page told, for disputes. It accuses nobody.

The server enters each saved answer with the statement that saves it, each opening of the paper and each change of the
deadline. A page tells when it was hidden, shown again, cut off and back; that is kept as told and decides nothing.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Literal, LiteralString
from uuid import UUID

import sqlalchemy as sa

from core.db import db, hot_rows, now
from core.decisions.values import say
from core.errors import BadInput, NotFound
from core.exams.answers import Door
from core.exams.models import AttemptEvent
from core.tenancy.guard import set_tenant
from core.tenancy.scope import current_tenant

TOLD = ("hidden", "shown", "offline", "online")
"""What a page may tell about itself."""
MOST_AT_ONCE = 50
MOST_TOLD = 2000
"""So many told events are kept of one attempt; more say nothing new."""
LONGEST_AGENT = 120

NOTE: LiteralString = """
WITH door AS (
  SELECT a.tenant, a.id, a.deadline, a.pages, a.handed_in_at, tenant_now() AS at
  FROM attempts a JOIN sign_ins s ON s.tenant = a.tenant AND s.learner = a.learner
  WHERE a.tenant = %(tenant)s AND a.id = %(attempt)s
    AND s.token_hash = %(sign_in)s AND s.area = %(area)s AND s.expires > now()
), told AS (
  INSERT INTO attempt_events (tenant, attempt, at, kind, detail)
  SELECT d.tenant, d.id, d.at, e.kind, jsonb_build_object('page', e.page, 'seconds', e.seconds)
  FROM door d, jsonb_to_recordset(%(events)s::jsonb) AS e(kind text, page int, seconds int)
  WHERE d.handed_in_at IS NULL AND d.at < d.deadline AND %(most)s > (
    SELECT count(*) FROM attempt_events x
    WHERE x.tenant = d.tenant AND x.attempt = d.id AND x.kind = ANY(%(kinds)s))
)
SELECT at, deadline, pages, handed_in_at FROM door
"""


OPEN = sa.text("""
WITH opened AS (
  UPDATE attempts SET pages = pages + 1 WHERE tenant = :tenant AND id = :attempt RETURNING tenant, id, pages
), entered AS (
  INSERT INTO attempt_events (tenant, attempt, at, kind, detail)
  SELECT tenant, id, tenant_now(), 'opened',
    jsonb_build_object('page', pages, 'address', CAST(:address AS text), 'agent', CAST(:agent AS text))
  FROM opened
)
SELECT pages FROM opened
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that a page told: ``seconds`` is how long it was hidden or cut off before it came back."""

    kind: Literal["hidden", "shown", "offline", "online"]
    page: int
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an attempt stands by the server: its time, the deadline, the newest page that shows it, its hand-in."""

    at: datetime
    deadline: datetime
    page: int
    handed_in_at: datetime | None


def note_told(door: Door, attempt: UUID, told: Collection[Told]) -> Standing:
    """Keep what a page told, and tell it where the attempt stands; NotFound for an attempt that is not the learner's.

    Nothing is kept after hand-in or deadline. Raises BadInput for what no page tells.
    """
    if len(told) > MOST_AT_ONCE or any(not 0 <= one.seconds < 2**31 or one.page < 0 for one in told):
        raise BadInput(say("This does not fit the paper."))
    events = [{"kind": one.kind, "page": one.page, "seconds": one.seconds} for one in told]
    values = {
        "tenant": door.tenant,
        "area": door.area,
        "sign_in": door.sign_in,
        "attempt": attempt,
        "events": json.dumps(events),
        "most": MOST_TOLD,
        "kinds": list(TOLD),
    }
    rows = hot_rows(door.tenant, NOTE, values)
    if not rows:
        raise NotFound(say("There is no such paper here."))
    at, deadline, pages, handed_in_at = rows[0]
    return Standing(at=at, deadline=deadline, page=pages, handed_in_at=handed_in_at)


def open_page(attempt: UUID, address: str, agent: str) -> int:
    """Count and enter that a page now shows the paper, and commit; returns the page's number, the newest being right."""
    told = {
        "tenant": current_tenant(),
        "attempt": attempt,
        "address": masked(address),
        "agent": agent[:LONGEST_AGENT],
    }
    set_tenant(db.session())
    page: int = db.session.execute(OPEN, told).scalar_one()
    db.session.commit()
    return page


def enter(attempt: UUID, kind: str, **detail: object) -> None:
    """Enter an event in the caller's transaction."""
    db.session.add(AttemptEvent(attempt=attempt, at=now(), kind=kind, detail=detail))


def events_of(attempt: UUID) -> Sequence[AttemptEvent]:
    """Return the record of an attempt in the order in which things happened."""
    query = sa.select(AttemptEvent).where(AttemptEvent.attempt == attempt)
    return db.session.scalars(query.order_by(AttemptEvent.number)).all()


@lru_cache(maxsize=4096)
def masked(address: str) -> str:
    """Return the network that an address lies in, which tells a change of place and not a household; "" for none."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    network = ip_network((known, 24 if known.version == 4 else 48), strict=False)  # noqa: PLR2004 (a common mask)
    return str(network)
