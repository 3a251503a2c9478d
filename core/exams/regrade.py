"""Regrading: a key corrected or a question dropped after it was asked; who changes is seen before anything does.

Nothing of what was asked or answered is touched. An attempt's mark can always be computed again from its paper, its
answers and the corrections of its questions; a test holds the shorter way that this module takes to that.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.accounts.service import Acting
from core.audit.service import note
from core.courses.service import AskedQuestion, Question, item_of, questions_asked
from core.db import db, now
from core.decisions.marking import Correction, MarkedPaper, MarkedQuestion, Version, mark_question
from core.decisions.papers import PaperQuestion
from core.decisions.stored import restore_text
from core.decisions.values import say
from core.errors import BadInput, NotFound
from core.exams.events import enter
from core.exams.models import AnswerRow, AttemptRow, CorrectionRow
from core.exams.papers import answer_of, kept_marks, paper_of
from core.tenancy.announce import announce_all
from core.tenancy.reading import Reading, read
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
    for rows in _batches(year, version):
        for row, result in _regraded(rows, question, correction):
            asked += 1
            before, after = row.mark or Decimal(0), result.mark
            higher, lower = higher + (after > before), lower + (after < before)
            if before != after and len(shown) < SHOWN:
                shown.append(_change(row, after))
        db.session.expunge_all()
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
    for rows in _batches(year, version, lock=True):
        told = []
        for attempt, result in _regraded(rows, question, known):
            before = attempt.mark
            attempt.marked = kept_marks(result.questions)
            if before != result.mark:
                attempt.mark = result.mark
                enter(attempt.id, "regraded", before=str(before), after=str(result.mark), reason=reason)
                told.append((attempt.exam, attempt.learner))
        changed += len(told)
        seen = len(rows)
        db.session.commit()
        for exam in {exam for exam, _ in told}:
            announce_all("exam.regraded", [learner for one, learner in told if one == exam], year, exam=exam)
        db.session.expunge_all()
        yield seen
    applied = sa.update(CorrectionRow).where(CorrectionRow.id == correction)
    db.session.execute(applied.values(applied_at=now(), changed=changed))
    db.session.commit()


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


def _batches(year: int, version: Version, *, lock: bool = False) -> Iterator[Sequence[AttemptRow]]:
    """The handed-in attempts whose paper asked a question, so many at a time in the order of their ids."""
    code, number = version
    asked = AttemptRow.paper.contains([{"code": code, "version": number}])
    last: UUID | None = None
    while True:
        query = sa.select(AttemptRow).where(
            AttemptRow.year == year,
            asked,
            AttemptRow.handed_in_at.is_not(None),
            AttemptRow.marked.is_not(None),
        )
        query = query.where(AttemptRow.id > last) if last else query
        query = query.order_by(AttemptRow.id).limit(BATCH)
        rows = db.session.scalars(query.with_for_update() if lock else query).all()
        if not rows:
            return
        last = rows[-1].id
        yield rows


def _regraded(
    rows: Sequence[AttemptRow], question: AskedQuestion, correction: Correction
) -> Iterator[tuple[AttemptRow, MarkedPaper]]:
    """Each attempt with its paper marked anew: the corrected question from its answer, the others as they stand."""
    item = item_of(question)
    places = {row.id: _place(row, question) for row in rows}
    answers = _answers(places)
    for row in rows:
        place = places[row.id]
        asked: PaperQuestion = paper_of(row).questions[place]
        chosen = answers.get(row.id)
        answer = answer_of(row.paper[place], item, chosen) if chosen else None
        marked = [_restored(one) for one in row.marked or ()]
        marked[place] = mark_question(asked, item, answer, correction)
        full = sum((Decimal(one["mark"]) for one in row.paper), Decimal(0))
        yield row, MarkedPaper(tuple(marked), full)


def _place(row: AttemptRow, question: AskedQuestion) -> int:
    return next(
        place
        for place, kept in enumerate(row.paper)
        if (kept["code"], kept["version"]) == (question.code, question.version)
    )


def _answers(places: Mapping[UUID, int]) -> dict[UUID, list[Any]]:
    wanted = [(attempt, place + 1) for attempt, place in places.items()]
    query = sa.select(AnswerRow.attempt, AnswerRow.chosen).where(
        sa.tuple_(AnswerRow.attempt, AnswerRow.question).in_(wanted)
    )
    return dict(db.session.execute(query).tuples().all())


def _change(row: AttemptRow, after: Decimal) -> Change:
    return Change(
        attempt=row.id,
        learner=row.learner,
        exam=row.exam,
        number=row.number,
        before=row.mark or Decimal(0),
        after=after,
    )


def _restored(kept: Mapping[str, Any]) -> MarkedQuestion:
    because = restore_text(kept["because"])
    if because is None:
        raise ValueError(f"not a kept row of marks: {kept!r}")
    return MarkedQuestion(kept["code"], Decimal(kept["earned"]), Decimal(kept["of"]), because)
