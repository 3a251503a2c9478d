"""Saving an answer, a hot path: one statement in one round trip, acknowledged only once it is committed.

The statement finds the attempt by its number and the sign-in together, so another learner's or tenant's paper is not
found. It shares the attempt's row while it writes, and hand-in takes that row alone: a save is either in the marked
result or refused. An older sequence number changes nothing and is told the newer one; so is the same number with
another content, which comes from another device, while the same number with the same content is a repeated save.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import TupleRow

from core.db import hot_rows
from core.decisions.values import say
from core.errors import BadInput, NotFound, Refused, TooLate

SAVE: LiteralString = """
WITH door AS (
  SELECT a.id, a.tenant, a.year, a.deadline, a.handed_in_at, a.pages, tenant_now() AS at, a.paper -> (%(question)s - 1) AS asked
  FROM attempts a JOIN sign_ins s ON s.tenant = a.tenant AND s.learner = a.learner
  WHERE a.tenant = %(tenant)s AND a.id = %(attempt)s
    AND s.token_hash = %(sign_in)s AND s.area = %(area)s AND s.expires > now()
  FOR SHARE OF a
), judged AS (
  SELECT d.*, CASE
      WHEN d.handed_in_at < d.deadline THEN 'handed_in'
      WHEN d.handed_in_at IS NOT NULL OR d.at >= d.deadline THEN 'time_over'
      WHEN d.asked IS NULL OR %(question)s < 1 THEN 'no_question'
      WHEN %(is_text)s <> (jsonb_array_length(d.asked -> 'order') = 0) THEN 'no_option'
      WHEN %(options)s > jsonb_array_length(d.asked -> 'order') THEN 'no_option'
      WHEN %(several)s AND 'multiple' <> (
        SELECT q.type FROM questions q WHERE q.tenant = d.tenant AND q.year = d.year
          AND q.code = d.asked ->> 'code' AND q.version = (d.asked ->> 'version')::int) THEN 'one_only'
      ELSE 'saved' END AS code
  FROM door d
), saved AS (
  INSERT INTO answers (tenant, attempt, question, chosen, seq, saved_at)
  SELECT tenant, id, %(question)s, %(chosen)s::jsonb, %(seq)s, at FROM judged WHERE code = 'saved'
  ON CONFLICT (tenant, attempt, question) DO UPDATE
    SET chosen = excluded.chosen, seq = excluded.seq, saved_at = excluded.saved_at
    WHERE answers.seq < excluded.seq
  RETURNING tenant, attempt, question, chosen, seq, saved_at
), entered AS (
  INSERT INTO attempt_events (tenant, attempt, at, kind, detail)
  SELECT tenant, attempt, saved_at, 'saved',
    jsonb_build_object('question', question, 'chosen', chosen, 'seq', seq, 'address', %(address)s::text)
  FROM saved
)
SELECT j.code, j.deadline, coalesce(j.handed_in_at, j.deadline), j.pages, s.seq, s.saved_at
FROM judged j LEFT JOIN saved s ON true
"""

LATEST: LiteralString = """
SELECT seq, saved_at, chosen = %s::jsonb FROM answers WHERE tenant = %s AND attempt = %s AND question = %s
"""

MOST_OPTIONS = 26
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who knocks: the tenant and area of the site, the digest of the sign-in token, the network they come from."""

    tenant: str
    area: str
    sign_in: bytes
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as the page sends it: the question's number on the paper, what was chosen as shown, the page's count."""

    question: int
    chosen: tuple[int, ...] | str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The acknowledgement: the sequence number that now stands for the question and when it was committed."""

    seq: int
    saved_at: datetime
    stale: bool = False
    """True when a newer answer stood already, and this one changed nothing."""
    deadline: datetime
    """The first instant at which nothing more is accepted; extra time moves it."""
    page: int
    """The number of the newest page that shows this paper; an older one is not where the learner is now."""


def kept(chosen: tuple[int, ...] | str) -> list[int] | list[str]:
    """Return what is kept of an answer: places, or the one text; nothing for a blank that was emptied again."""
    if isinstance(chosen, str):
        return [chosen] if chosen.strip() else []
    return list(chosen)


def save_answer(door: Door, attempt: UUID, answer: Answer) -> Saved:
    """Keep an answer and return once it is committed.

    Raises NotFound for an attempt that is not the learner's, Refused with code ``handed_in``, TooLate with code
    ``time_over`` (also once the server has handed the paper in for that), and BadInput for a question or option that the paper does not have.
    """
    check_answer(answer)
    rows = hot_rows(door.tenant, SAVE, values_of(door, attempt, answer))
    return acknowledged(door, attempt, answer, rows[0] if rows else None)


def values_of(door: Door, attempt: UUID, answer: Answer) -> dict[str, object]:
    """Return what ``SAVE`` asks for."""
    is_text = isinstance(answer.chosen, str)
    return {
        "tenant": door.tenant,
        "area": door.area,
        "sign_in": door.sign_in,
        "address": door.address,
        "attempt": attempt,
        "question": answer.question,
        "is_text": is_text,
        "options": 0 if isinstance(answer.chosen, str) else max(answer.chosen, default=-1) + 1,
        "several": not is_text and len(answer.chosen) > 1,
        "chosen": json.dumps(kept(answer.chosen)),
        "seq": answer.seq,
    }


def acknowledged(door: Door, attempt: UUID, answer: Answer, row: TupleRow | None) -> Saved:
    """Return the acknowledgement that the committed row of ``SAVE`` makes; raises as ``save_answer`` does."""
    if row is None:
        raise NotFound(say("There is no such paper here."))
    code, deadline, ended, page, seq, saved_at = row
    if code != "saved":
        raise refusal(code, deadline, ended)
    if saved_at is None:
        asked = (json.dumps(kept(answer.chosen)), door.tenant, attempt, answer.question)
        ((seq, saved_at, same),) = hot_rows(door.tenant, LATEST, asked)
        stale = seq != answer.seq or not same  # the same count with another content comes from another device
        return Saved(seq=seq, saved_at=saved_at, stale=stale, deadline=deadline, page=page)
    return Saved(seq=seq, saved_at=saved_at, deadline=deadline, page=page)


def check_answer(answer: Answer) -> None:
    """Raise BadInput for what no paper can have."""
    if isinstance(answer.chosen, str):
        fits = len(answer.chosen) <= LONGEST_TEXT and answer.chosen.isprintable()
    else:
        fits = all(0 <= index < MOST_OPTIONS for index in answer.chosen)
        fits = fits and len(set(answer.chosen)) == len(answer.chosen)
    if not fits or not 0 <= answer.seq < 2**62 or not 0 < answer.question < 2**31:
        raise BadInput(say("This answer does not fit the question."))


def refusal(code: str, deadline: datetime, ended: datetime) -> Refused | BadInput:
    """Return the error for a save that the statement refused."""
    if code == "handed_in":
        return Refused(say("This paper was handed in at {when}.", when=ended), code="handed_in")
    if code == "time_over":
        text = say("The time of this paper ended at {when}. What was saved before is kept.", when=deadline)
        return TooLate(text, code="time_over")
    if code == "one_only":
        return BadInput(say("This question takes one answer only."))
    return BadInput(say("This answer does not fit the question."))
