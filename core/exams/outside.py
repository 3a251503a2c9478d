"""Marks that were earned outside, on paper in a room without network: entered as attempts under a reference.

They are judged by the rules of starting an attempt, as of the instant at which the paper was sat. The same reference and mark
change nothing; another mark under the reference takes the place of the one entered, and the attempt's record says so.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.audit.service import Actor, note
from core.db import db
from core.decisions.case import Case
from core.decisions.exam_entry import may_count
from core.decisions.marking import MarkedPaper
from core.decisions.values import Verdict
from core.exams.events import enter
from core.exams.models import AnswerRow, AttemptRow
from core.exams.papers import kept_marks, marked, questions_of, versions_of
from core.exams.regrade import corrections_for
from core.tenancy.announce import announce_all
from core.tenancy.rows import take_locks

Change = Literal["added", "changed", "unchanged"]
Paper = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideMark:
    """What one learner brought from outside: a mark, or the answers on a printed variant, which are marked here."""

    learner: UUID
    mark: Decimal = Decimal(0)
    paper: Paper = ()
    """The variant as attempts keep theirs; empty where a mark was brought."""
    chosen: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    """The answers by question number, as they stand on the variant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What the marks of one list have in common."""

    year: int
    exam: str
    sat_at: datetime
    reference: str


def held_outside(occasion: Occasion, learners: Collection[UUID]) -> dict[UUID, AttemptRow]:
    """Return the attempts that were entered for learners under the occasion's reference."""
    row = AttemptRow
    query = sa.select(row).where(
        row.learner.in_(learners),
        row.year == occasion.year,
        row.exam == occasion.exam,
        row.outside == occasion.reference,
        row.void.is_(False),
    )
    rows = db.session.scalars(query.execution_options(populate_existing=True))
    return {one.learner: one for one in rows}


def outside_verdict(case: Case, occasion: Occasion) -> Verdict:
    """Return whether a learner's mark may be entered; what stands under its own reference is not counted against it."""
    others = tuple(
        one for one in case.facts.attempts if (one.exam, one.outside) != (occasion.exam, occasion.reference)
    )
    facts = replace(case.facts, attempts=others)
    return may_count(replace(case, facts=facts, at=occasion.sat_at).about(occasion.exam))


def results_of(occasion: Occasion, marks: Sequence[OutsideMark]) -> dict[UUID, AttemptRow]:
    """Return what each would stand as: attempts that are not in the session, the answers marked."""
    rows = {one.learner: _attempt(occasion, one) for one in marks}
    answered = [one for one in marks if one.paper]
    papers = [rows[one.learner] for one in answered]
    questions = questions_of(papers)
    versions = {version for row in papers for version in versions_of(row)}
    corrections = corrections_for(occasion.year, versions)
    for one in answered:
        row = rows[one.learner]
        _keep(row, marked(row, questions[row.id], one.chosen, corrections))
    return rows


def change_of(held: AttemptRow | None, result: AttemptRow) -> Change:
    """Return what entering a result would do."""
    if held is None:
        return "added"
    same = (held.mark, held.paper, held.started_at) == (result.mark, result.paper, result.started_at)
    return "unchanged" if same else "changed"


def enter_outside(
    occasion: Occasion, marks: Sequence[OutsideMark], cases: Mapping[UUID, Case], reason: str, by: Actor
) -> dict[UUID, Change]:
    """Enter marks whose verdicts the caller has asked, in the caller's transaction, who announces with ``tell_outside``."""
    learners = [one.learner for one in marks]
    take_locks(f"attempt:{learner}" for learner in learners)
    held, results = held_outside(occasion, learners), results_of(occasion, marks)
    numbers = _last_numbers(occasion, learners)
    changes: dict[UUID, Change] = {}
    for one in marks:
        known, result = held.get(one.learner), results[one.learner]
        changes[one.learner] = change_of(known, result)
        if known is None:
            result.number = numbers.get(one.learner, 0) + 1
            result.rules_digest = cases[one.learner].rules.digest
            db.session.add(result)
        elif changes[one.learner] == "changed":
            enter(known.id, "regraded", before=str(known.mark), after=str(result.mark), reason=reason)
            _replace(known, result)
        _answers((known or result).id, one, occasion, changes[one.learner])
        if changes[one.learner] != "unchanged":
            facts = {"exam": occasion.exam, "reference": occasion.reference, "mark": str(result.mark)}
            note(by, "enter_mark", str(one.learner), reason, **facts)
    db.session.flush()
    return changes


def tell_outside(occasion: Occasion, changes: Mapping[UUID, Change]) -> None:
    """Tell the listeners, after the commit, whose marks are new and whose have changed."""
    for event, kind in (("exam.handed_in", "added"), ("exam.regraded", "changed")):
        own = [learner for learner, change in changes.items() if change == kind]
        announce_all(event, own, occasion.year, exam=occasion.exam)


def _attempt(occasion: Occasion, one: OutsideMark) -> AttemptRow:
    return AttemptRow(
        id=uuid4(),
        learner=one.learner,
        year=occasion.year,
        exam=occasion.exam,
        number=0,
        seed="",
        paper=[dict(kept) for kept in one.paper],
        rules_digest="",
        started_at=occasion.sat_at,
        deadline=occasion.sat_at,
        handed_in_at=occasion.sat_at,
        handed_in_by="outside",
        mark=one.mark,
        marked=None,
        outside=occasion.reference,
    )


def _keep(row: AttemptRow, result: MarkedPaper) -> None:
    row.mark, row.marked = result.mark, kept_marks(result.questions)


def _replace(known: AttemptRow, result: AttemptRow) -> None:
    for name in ("paper", "mark", "marked", "started_at", "deadline", "handed_in_at"):
        setattr(known, name, getattr(result, name))


def _answers(attempt: UUID, one: OutsideMark, occasion: Occasion, change: Change) -> None:
    if change == "unchanged":
        return
    if change == "changed":
        db.session.execute(sa.delete(AnswerRow).where(AnswerRow.attempt == attempt))
    db.session.flush()
    for number, chosen in one.chosen.items():
        row = AnswerRow(
            attempt=attempt, question=number, chosen=list(chosen), seq=1, saved_at=occasion.sat_at
        )
        db.session.add(row)


def _last_numbers(occasion: Occasion, learners: Collection[UUID]) -> dict[UUID, int]:
    row = AttemptRow
    query = sa.select(row.learner, sa.func.max(row.number)).where(
        row.learner.in_(learners), row.year == occasion.year, row.exam == occasion.exam
    )
    return dict(db.session.execute(query.group_by(row.learner)).tuples().all())
