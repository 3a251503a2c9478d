"""The heartbeat, a hot path: one statement in one round trip, on the ticket's row alone.

The row is locked by ticket and sign-in together, so another learner's or tenant's ticket is simply not found. The
server's clock measures the time since the last sign; the client's word is only the sequence number, which refuses
a sign that is sent twice. The statement says in SQL what ``core.decisions.presence.stretches`` says in Python;
a test holds the two together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from core.db import hot_rows
from core.decisions.values import Text, say
from core.errors import NotFound

# ``void_from`` and ``void_until`` bound what another client takes
# from it. Time before the midnight that ends ``day`` stays with that day; its whole minutes go to ``pending``.
SIGN: LiteralString = """
WITH held AS (
  SELECT t.*, place_now(t.area) AS now, (t.day + 1)::timestamp AT TIME ZONE t.zone AS midnight
  FROM tickets t JOIN sign_ins s ON s.tenant = t.tenant AND s.token_hash = t.sign_in
  WHERE t.tenant = %(tenant)s AND t.id = %(ticket)s AND t.sign_in = %(sign_in)s AND s.expires > now()
  FOR UPDATE OF t
), judged AS (
  SELECT h.*, o.void_from, coalesce(o.void_until - o.void_from, interval '0') AS void,
    CASE WHEN h.ended IS NOT NULL THEN 'ended'
      WHEN %(seq)s <= h.seq THEN 'replayed'
      WHEN NOT %(act)s AND h.now - h.last < h.heartbeat / 2 THEN 'too_frequent'
      WHEN h.now - h.last > h.idle THEN 'idle'
      WHEN h.now < h.last THEN 'too_frequent'
      WHEN o.void_from IS NOT NULL THEN 'second_client'
      ELSE 'counted' END AS code,
    greatest(least(o.void_until, h.midnight) - o.void_from, interval '0') AS void_before
  FROM held h LEFT JOIN LATERAL (
    SELECT min(greatest(c.opened, h.last)) AS void_from,
      max(least(c.ended, c.last + c.idle, h.now)) AS void_until
    FROM tickets c
    WHERE h.one_client AND c.tenant = h.tenant AND c.learner = h.learner AND c.year = h.year
      AND c.last > h.last - h.idle AND c.sign_in <> h.sign_in
      AND least(c.ended, c.last + c.idle, h.now) > greatest(c.opened, h.last)
  ) o ON true
), cut AS (
  SELECT j.*, j.code IN ('counted', 'second_client', 'idle') AS taken,
    CASE WHEN j.code IN ('counted', 'second_client') THEN j.now - j.last - j.void ELSE interval '0' END AS gain,
    CASE WHEN j.code IN ('counted', 'second_client')
      THEN least(j.now, j.midnight) - j.last - coalesce(j.void_before, interval '0')
      ELSE interval '0' END AS gain_before
  FROM judged j
), saved AS (
  UPDATE tickets t SET
    last = CASE WHEN c.taken THEN c.now ELSE c.last END,
    seq = CASE WHEN c.taken THEN %(seq)s ELSE c.seq END,
    shown = c.shown + c.gain,
    day = CASE WHEN c.taken THEN (c.now AT TIME ZONE c.zone)::date ELSE c.day END,
    counted = CASE WHEN c.taken AND c.now >= c.midnight
      THEN c.counted + c.gain - date_trunc('minute', c.counted + c.gain_before)
      ELSE c.counted + c.gain END,
    pending = CASE WHEN NOT c.taken OR (c.code = 'counted' AND c.now < c.midnight) THEN c.pending ELSE
      CASE WHEN c.code = 'second_client' AND c.pending->-1->>'code' = 'second_client'
          AND (c.pending->-1->>'end')::timestamptz = c.void_from
        THEN jsonb_set(c.pending, '{-1,end}', to_jsonb(c.void_from + c.void))
        ELSE c.pending || CASE
          WHEN c.code = 'idle' THEN jsonb_build_object('code', c.code, 'begin', c.last, 'end', c.now)
          WHEN c.code = 'second_client'
            THEN jsonb_build_object('code', c.code, 'begin', c.void_from, 'end', c.void_from + c.void)
          ELSE '[]'::jsonb END
        END || CASE WHEN c.now >= c.midnight AND c.counted + c.gain_before >= interval '1 minute'
          THEN jsonb_build_object('code', 'counted', 'at', c.last,
            'minutes', floor(extract(epoch FROM c.counted + c.gain_before) / 60)::int)
          ELSE '[]'::jsonb END
      END,
    replayed = c.replayed + (c.code = 'replayed')::int,
    too_frequent = c.too_frequent + (c.code = 'too_frequent')::int,
    late = c.late + (c.code = 'ended')::int
  FROM cut c WHERE t.tenant = c.tenant AND t.id = c.id
  RETURNING t.seq, t.shown, t.counted, t.room, t.last, t.void_on_closing, c.code, t.learner, t.year
)
SELECT code, seq, shown, counted, room, last, void_on_closing, learner, year FROM saved
"""

WHY: dict[str, Text] = {
    "ended": say("this lesson was left or is open in another window; open it again to go on"),
    "replayed": say("this sign of presence had been received before"),
    "too_frequent": say("signs of presence came too close together"),
    "second_client": say("two clients were online at once, so the time of both is void until one leaves"),
    "idle": say("there was no sign of presence for too long; counting goes on from now"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """The answer to a sign of presence: what became of it, and what counts by now."""

    code: str
    """counted, idle or second_client when taken; replayed, too_frequent or ended when refused."""
    seq: int
    shown: timedelta
    counted: timedelta
    room: timedelta | None
    last: datetime
    void_on_closing: bool
    learner: UUID
    year: int

    @property
    def minutes(self) -> int:
        """Whole minutes of this visit that count so far."""
        return self.shown // timedelta(minutes=1)

    @property
    def minutes_left(self) -> int | None:
        """Minutes that may still count today, or None without a daily cap."""
        return None if self.room is None else max(timedelta(), self.room - self.shown) // timedelta(minutes=1)

    @property
    def reason(self) -> Text | None:
        """Why time was not counted; None when it was."""
        return WHY.get(self.code)


def give_sign(tenant: str, ticket: UUID, sign_in: bytes, seq: int) -> Sign:
    """Record a sign of presence, acknowledged once committed; raises NotFound for a ticket that is not this client's."""
    return read_sign(hot_rows(tenant, SIGN, sign_values(tenant, ticket, sign_in, seq)))


def sign_values(
    tenant: str, ticket: UUID, sign_in: bytes, seq: int, *, act: bool = False
) -> dict[str, object]:
    """Return the statement's values; ``act``: a learner's own act, which may follow a sign at once."""
    return {"tenant": tenant, "ticket": ticket, "sign_in": sign_in, "seq": seq, "act": act}


def read_sign(rows: list[tuple[object, ...]]) -> Sign:
    """Return the sign that the statement's rows tell of; raises NotFound when there are none."""
    if not rows:
        raise NotFound(say("There is no such open lesson."))
    names = ("code", "seq", "shown", "counted", "room", "last", "void_on_closing", "learner", "year")
    return Sign(**dict(zip(names, rows[0], strict=True)))  # type: ignore[arg-type]
