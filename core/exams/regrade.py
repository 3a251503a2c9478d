"""Regrading: a key corrected or a question dropped after it was asked; who changes is seen before anything does.

Nothing of what was asked or answered is touched. An attempt's mark can always be computed again from its paper, its
answers and the corrections of its questions; a test holds the shorter way that this module takes to that: the database
hands out the one question with its answer and what the others earned, and takes one row of marks back.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, LiteralString
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.accounts.service import Acting
from core.audit.service import note
from core.courses.service import AskedQuestion, Question, item_of, questions_asked
from core.db import db, now
from core.decisions.marking import Correction, Version, mark_question, scaled
from core.decisions.values import say
from core.errors import BadInput, NotFound
from core.exams.models import AttemptEvent, CorrectionRow
from core.exams.papers import answer_of, asked_as, marks_row
from core.tenancy.announce import announce_all
from core.tenancy.reading import Reading, Row, read
from core.tenancy.rows import enter_rows
from core.tenancy.scope import current_tenant

CORRECTED = Reading("""
SELECT code, version, kind, key FROM corrections
WHERE tenant = %(tenant)s AND year = %(year)s AND code = ANY(%(codes)s)
  AND (code, version) IN (SELECT * FROM unnest(%(codes)s::text[], %(versions)s::int[])) ORDER BY at
""")
BATCH = 1000
SHOWN = 200
"""So many changes are shown one by one in a preview."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a correction makes of one attempt's mark."""

    attempt: UUID
    learner: UUID
    exam: str
    number: int
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a correction would do: how many papers asked the question, whose marks change, the first of them."""

    asked: int
    higher: int
    lower: int
    changes: Sequence[Change]


WHICH = Reading("""
SELECT id FROM attempts
WHERE tenant = %(tenant)s AND year = %(year)s AND handed_in_at IS NOT NULL AND marked IS NOT NULL
  AND paper @> %(paper)s::jsonb ORDER BY id
""")
_ASKED: LiteralString = """
SELECT a.id, a.learner, a.exam, a.number, a.mark, q.place, q.kept, a.marked -> (q.place - 1), w.chosen,
  others.earned, others.of, whole.mark
FROM attempts a
CROSS JOIN LATERAL (
  SELECT one.place::int, one.kept FROM jsonb_array_elements(a.paper) WITH ORDINALITY AS one(kept, place)
  WHERE one.kept @> (%(paper)s::jsonb -> 0) LIMIT 1) q
CROSS JOIN LATERAL (
  SELECT coalesce(sum((m.row ->> 'earned')::numeric), 0) AS earned, coalesce(sum((m.row ->> 'of')::numeric), 0) AS of
  FROM jsonb_array_elements(a.marked) WITH ORDINALITY AS m(row, place) WHERE m.place <> q.place) others
CROSS JOIN LATERAL (
  SELECT sum((k.kept ->> 'mark')::numeric) AS mark FROM jsonb_array_elements(a.paper) AS k(kept)) whole
LEFT JOIN answers w ON w.tenant = a.tenant AND w.attempt = a.id AND w.question = q.place
WHERE a.tenant = %(tenant)s AND a.id = ANY(%(attempts)s) ORDER BY a.id
"""
ASKED = Reading(_ASKED)
ASKED_LOCKED = Reading(_ASKED + "FOR UPDATE OF a")
"""Of each attempt that asked a question: where, how it was kept, marked and answered, and what the others earned of what."""
PUT_DOWN = sa.text("""
UPDATE attempts a SET mark = n.mark, marked = jsonb_set(a.marked, ARRAY[n.place::text], n.kept)
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS n(id uuid, mark numeric, place int, kept jsonb)
WHERE a.tenant = :tenant AND a.id = n.id
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Regraded:
    """An attempt's mark before and after, and the corrected question's row of marks, as it was and as it is."""

    attempt: UUID
    learner: UUID
    exam: str
    number: int
    before: Decimal
    after: Decimal
    place: int
    """The question's number on the paper."""
    was: Mapping[str, Any]
    marked: Mapping[str, Any]

    @property
    def change(self) -> Change:
        """What becomes of the mark."""
        return Change(
            attempt=self.attempt,
            learner=self.learner,
            exam=self.exam,
            number=self.number,
            before=self.before,
            after=self.after,
        )


def corrections_for(year: int, versions: Collection[Version]) -> Mapping[Version, Correction]:
    """Return the corrections in force of questions, the latest of each."""
    if not versions:
        return {}
    codes, numbers = [code for code, _ in versions], [number for _, number in versions]
    rows = read(CORRECTED, year=year, codes=codes, versions=numbers)
    return {(code, version): correction_of(kind, key) for code, version, kind, key in rows}


def correction_of(kind: str, key: Collection[int | str]) -> Correction:
    """Return a kept correction as marking needs it."""
    texts = tuple(one for one in key if isinstance(one, str))
    places = frozenset(one for one in key if isinstance(one, int))
    return Correction(kind=kind, key=places, accepted=texts)  # type: ignore[arg-type]


def preview(year: int, version: Version, correction: Correction) -> Preview:
    """Return whose marks a correction would change, and change nothing."""
    question = _question(year, version)
    asked = higher = lower = 0
    shown: list[Change] = []
    for rows in _batches(ASKED, year, version):
        for one in _regraded(rows, question, correction):
            asked += 1
            higher, lower = higher + (one.after > one.before), lower + (one.after < one.before)
            if one.before != one.after and len(shown) < SHOWN:
                shown.append(one.change)
    return Preview(asked=asked, higher=higher, lower=lower, changes=shown)


def enter_correction(
    by: Acting, year: int, version: Version, correction: Correction, reason: str
) -> CorrectionRow:
    """Enter a correction in the caller's transaction; papers handed in from now on are marked by it.

    Raises BadInput without a reason or for a key that the question cannot have, NotFound for an unknown question.
    """
    check_correction(_question(year, version), correction, reason)
    row = CorrectionRow(
        id=uuid4(),
        year=year,
        code=version[0],
        version=version[1],
        kind=correction.kind,
        key=[*sorted(correction.key), *correction.accepted],
        reason=reason.strip(),
        by=by.actor.id,
        by_name=by.actor.name,
        at=now(),
    )
    db.session.add(row)
    note(
        by.actor,
        "correct_question",
        f"{year}/{version[0]}",
        reason,
        version=str(version[1]),
        kind=correction.kind,
    )
    return row


def apply_correction(correction: UUID) -> Iterator[int]:
    """Mark the papers that asked a corrected question again, a batch at a time kept and committed; yields how many it saw.

    A second run changes nothing more.
    """
    row = db.session.get(CorrectionRow, (current_tenant(), correction))
    if row is None:
        raise NotFound(say("There is no such correction here."))
    year, version, known = row.year, (row.code, row.version), correction_of(row.kind, row.key)
    question, reason, changed = _question(year, version), row.reason, 0
    for rows in _batches(ASKED_LOCKED, year, version):
        told = _put_down(list(_regraded(rows, question, known)), reason)
        db.session.commit()
        changed += len(told)
        for exam in {one.exam for one in told}:
            announce_all("exam.regraded", [one.learner for one in told if one.exam == exam], year, exam=exam)
        db.session.expunge_all()
        yield len(rows)
    applied = sa.update(CorrectionRow).where(CorrectionRow.id == correction)
    db.session.execute(applied.values(applied_at=now(), changed=changed))
    db.session.commit()


def _put_down(regraded: Sequence[Regraded], reason: str) -> list[Change]:
    """Keep what has changed, enter each new mark on its attempt's record, and return the changes of marks."""
    rows = [
        {"id": str(one.attempt), "mark": str(one.after), "place": one.place - 1, "kept": one.marked}
        for one in regraded
        if one.marked != one.was or one.after != one.before
    ]
    if rows:
        db.session.execute(
            PUT_DOWN, {"tenant": current_tenant(), "rows": json.dumps(rows, ensure_ascii=False)}
        )
    changes = [one.change for one in regraded if one.after != one.before]
    at = now()
    enter_rows(AttemptEvent, [_event(change, at, reason) for change in changes])
    return changes


def _event(change: Change, at: datetime, reason: str) -> dict[str, object]:
    detail = {"before": str(change.before), "after": str(change.after), "reason": reason}
    return {"attempt": change.attempt, "at": at, "kind": "regraded", "detail": detail}


def _question(year: int, version: Version) -> AskedQuestion:
    found = questions_asked(year, [version]).get(version)
    if found is None:
        raise NotFound(say("There is no such question here."))
    return found


def check_correction(question: Question | AskedQuestion, correction: Correction, reason: str) -> None:
    """Raise BadInput, naming the field, without a reason or for a key that the question cannot have."""
    if not reason.strip():
        raise BadInput(say("Please give a reason."), fields={"reason": say("Please give a reason.")})
    if correction.kind != "key":
        return
    item = item_of(question)
    fault = say("This key does not fit the question.")
    if question.type == "fill_in":
        fits = bool(correction.accepted) and not correction.key
    else:
        fits = bool(correction.key) and all(0 <= place < item.options for place in correction.key)
        fits = fits and (question.type == "multiple" or len(correction.key) == 1)
    if not fits:
        raise BadInput(fault, fields={"key": fault})


def _batches(asked: Reading, year: int, version: Version) -> Iterator[Sequence[Row]]:
    """The handed-in attempts whose paper asked a question, so many at a time in the order of their ids."""
    paper = json.dumps([{"code": version[0], "version": version[1]}])
    attempts = [attempt for (attempt,) in read(WHICH, year=year, paper=paper)]
    for start in range(0, len(attempts), BATCH):
        yield read(asked, paper=paper, attempts=attempts[start : start + BATCH])


def _regraded(rows: Sequence[Row], question: AskedQuestion, correction: Correction) -> Iterator[Regraded]:
    """Each attempt's mark anew: the corrected question from its answer, the others as they stand."""
    item = item_of(question)
    for attempt, learner, exam, number, before, place, kept, was, chosen, earned, left, full in rows:
        answer = answer_of(kept, item, chosen) if chosen else None
        marked = mark_question(asked_as(kept), item, answer, correction)
        yield Regraded(
            attempt=attempt,
            learner=learner,
            exam=exam,
            number=number,
            before=before or Decimal(0),
            after=scaled(earned + marked.earned, left + marked.of, full),
            place=place,
            was=was,
            marked=marks_row(marked),
        )
