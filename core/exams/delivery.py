"""From the entry check to the mark: starting an attempt, handing it in, and what the server does at the deadline."""

import secrets
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Learner, Unit
from core.courses.service import LearnerYear, learner_year
from core.db import db, now
from core.decisions.case import Case
from core.decisions.drawing import Ticket
from core.decisions.exam_entry import may_start
from core.decisions.exam_results import sitting_for
from core.decisions.stored import store_text
from core.decisions.values import Verdict, say
from core.errors import NotFound, Refused
from core.exams.facts import case_in
from core.exams.models import Acknowledgement, AnswerRow, AttemptRow
from core.exams.papers import drawn, marked
from core.tenancy.announce import announce

NO_EXAM = say("There is no such exam here.")
NO_PAPER = say("There is no such paper here.")


def entry_check(learner: UUID, exam: str, year: int | None = None) -> tuple[Case, Verdict]:
    """Return whether an attempt may be started now, every condition a line; NotFound for an unknown exam."""
    case = _case(learner_year(learner, year), exam)
    return case, may_start(case)


def start_attempt(learner: UUID, exam: str, room: str = "", year: int | None = None) -> AttemptRow:
    """Start an attempt and commit, or go on with the open one: two clicks or two clients get the same paper.

    Raises Refused with the verdict of the entry check.
    """
    hand_in_overdue(learner)
    _serialise(learner)
    about = learner_year(learner, year)
    found = open_attempt(learner, about.year, exam)
    if found is not None:
        db.session.commit()
        return found
    case = _case(about, exam)
    verdict = may_start(case, room)
    if not verdict.met:
        db.session.rollback()
        raise Refused(say("The exam cannot be started now."), verdict, code="may_not_start")
    row = _new_attempt(about, case, room)
    db.session.add(row)
    db.session.commit()
    announce("exam.started", learner, about.year, exam=exam)
    return row


def acknowledge(learner: UUID, exam: str, year: int | None = None) -> None:
    """Keep the learner's word that they have read the exam's rules, and commit; a second time changes nothing."""
    case = _case(learner_year(learner, year), exam)
    if exam in case.facts.acknowledged:
        return
    db.session.add(Acknowledgement(learner=learner, year=case.rules.year, exam=exam, at=now()))
    db.session.commit()


def open_attempt(learner: UUID, year: int, exam: str) -> AttemptRow | None:
    """Return the attempt that is going on, if any."""
    return db.session.scalars(
        sa.select(AttemptRow).where(
            AttemptRow.learner == learner,
            AttemptRow.year == year,
            AttemptRow.exam == exam,
            AttemptRow.handed_in_at.is_(None),
        )
    ).one_or_none()


def attempt_of(learner: UUID, attempt: UUID) -> AttemptRow:
    """Return a learner's own attempt, handed in by the server if its time is over; NotFound for anybody else's."""
    row = _own(learner, attempt)
    if row.handed_in_at is None and now() >= row.deadline:
        hand_in_overdue(learner)
        row = _own(learner, attempt)
    return row


def answers_of(attempt: UUID) -> dict[int, AnswerRow]:
    """Return what is saved for an attempt, by question number."""
    rows = db.session.scalars(sa.select(AnswerRow).where(AnswerRow.attempt == attempt))
    return {row.question: row for row in rows}


def hand_in(learner: UUID, attempt: UUID) -> AttemptRow:
    """Hand an attempt in, mark it and commit; final. A replay returns the same result and changes nothing."""
    row = _own(learner, attempt, lock=True)
    if row.handed_in_at is not None:
        db.session.rollback()
        return _own(learner, attempt)
    late = now() >= row.deadline
    _close(row, "server" if late else "learner")
    db.session.commit()
    announce("exam.handed_in", learner, row.year, exam=row.exam)
    return row


def hand_in_overdue(learner: UUID | None = None, most: int = 500) -> int:
    """Hand in what the deadline has passed, with the answers that were saved, and commit; return how many.

    The worker runs it for everybody once a minute; looking at an attempt runs it for its learner.
    """
    query = _overdue() if learner is None else _overdue().where(AttemptRow.learner == learner)
    lock = query.with_for_update(of=AttemptRow, skip_locked=learner is None)
    rows = db.session.scalars(lock.order_by(AttemptRow.deadline).limit(most)).all()
    for row in rows:
        _close(row, "server")
    told = [(row.learner, row.year, row.exam) for row in rows]
    db.session.commit()
    for who, year, exam in told:
        announce("exam.handed_in", who, year, exam=exam)
    return len(told)


def _overdue() -> sa.Select[tuple[AttemptRow]]:
    """Attempts whose deadline has passed by the clock of their learner's place."""
    return (
        sa.select(AttemptRow)
        .join(Learner, sa.and_(Learner.tenant == AttemptRow.tenant, Learner.id == AttemptRow.learner))
        .join(Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit))
        .where(AttemptRow.handed_in_at.is_(None), AttemptRow.deadline <= sa.func.place_now(Unit.area))
    )


def _case(about: LearnerYear, exam: str) -> Case:
    if exam not in about.rules.exams:
        raise NotFound(NO_EXAM)
    case = case_in(about)
    return case.about(exam, sitting_for(case, exam))


def _serialise(learner: UUID) -> None:
    """Let one transaction at a time start attempts for a learner."""
    key = sa.func.hashtextextended(f"attempt:{learner}", 0)
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _new_attempt(about: LearnerYear, case: Case, room: str) -> AttemptRow:
    rule, sitting = case.the_exam, case.sitting
    if rule.blueprint is None or sitting is None:
        raise Refused(say("This exam is not sat on this platform."), code="not_here")
    number = 1 + sum(attempt.exam == case.exam for attempt in case.facts.attempts)
    seed = secrets.token_hex(16)
    ticket = Ticket(
        exam=f"{about.year}/{case.exam}",
        learner=str(about.learner),
        attempt=number,
        seed=seed,
        tier=about.person.tier,
    )
    return AttemptRow(
        learner=about.learner,
        year=about.year,
        exam=case.exam,
        number=number,
        room=room,
        seed=seed,
        paper=drawn(ticket, rule.blueprint, about.year, about.person.area),
        rules_digest=about.rules.digest,
        started_at=about.at,
        deadline=sitting.deadline(about.at),
    )


def _own(learner: UUID, attempt: UUID, *, lock: bool = False) -> AttemptRow:
    query = sa.select(AttemptRow).where(AttemptRow.id == attempt, AttemptRow.learner == learner)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound(NO_PAPER)
    return row


def _close(row: AttemptRow, by: str) -> None:
    result = marked(row, {number: answer.chosen for number, answer in answers_of(row.id).items()})
    row.handed_in_at = row.deadline if by == "server" else now()
    row.handed_in_by = by
    row.mark = result.mark
    row.marked = [_stored(question) for question in result.questions]


def _stored(question: Any) -> dict[str, Any]:
    return {
        "code": question.code,
        "earned": str(question.earned),
        "of": str(question.of),
        "because": store_text(question.because),
    }
