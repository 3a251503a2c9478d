"""From the entry check to the mark: starting an attempt, handing it in, and what the server does at the deadline."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog

from core.accounts.service import Learner, Unit
from core.courses.service import LearnerYear, learner_year, learner_years
from core.db import db, now
from core.decisions.case import Case
from core.decisions.exam_entry import may_start
from core.decisions.exam_results import free_rooms, sitting_for
from core.decisions.marking import MarkedPaper, Version
from core.decisions.values import Verdict, say
from core.errors import NotFound, Refused
from core.exams.facts import cases_in
from core.exams.models import Acknowledgement, AttemptRow
from core.exams.papers import kept_marks, marked, questions_of, versions_of
from core.exams.prepared import Banks, Drawn, Wanted, paper_for, take_prepared
from core.exams.regrade import corrections_for
from core.tenancy.announce import announce_all
from core.tenancy.reading import Reading, read
from core.tenancy.rows import take_locks

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Started:
    """A room's attempts that are going on, and the verdicts of those who may not start."""

    rows: dict[UUID, AttemptRow]
    refused: dict[UUID, Verdict]


@dataclass(frozen=True, slots=True)
class GoingOn:
    """An attempt that is going on, and when it ends."""

    id: UUID
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is saved for a question: places as shown or one text, with the page's count and when it was committed."""

    chosen: list[Any]
    seq: int
    saved_at: datetime


GOING_ON = Reading("""
SELECT exam, id, deadline FROM attempts
WHERE tenant = %(tenant)s AND learner = %(learner)s AND year = %(year)s AND handed_in_at IS NULL
""")
ANSWERS = Reading("""
SELECT question, chosen, seq, saved_at FROM answers WHERE tenant = %(tenant)s AND attempt = %(attempt)s
""")

SITTING = Reading("""
SELECT 1 FROM attempts
WHERE tenant = %(tenant)s AND learner = ANY(%(learners)s) AND exam = %(exam)s AND handed_in_at IS NULL LIMIT 1
""")
LATE = Reading("""
SELECT 1 FROM attempts a
JOIN learners l ON l.tenant = a.tenant AND l.id = a.learner
JOIN units u ON u.tenant = l.tenant AND u.code = l.unit
WHERE a.tenant = %(tenant)s AND a.learner = ANY(%(learners)s) AND a.handed_in_at IS NULL
  AND a.deadline <= place_now(u.area) LIMIT 1
""")
CHOSEN = Reading("""
SELECT attempt, question, chosen FROM answers WHERE tenant = %(tenant)s AND attempt = ANY(%(attempts)s)
""")

NO_EXAM = say("There is no such exam here.")
NO_PAPER = say("There is no such paper here.")


def entry_check(learner: UUID, exam: str, year: int | None = None) -> tuple[Case, Verdict]:
    """Return whether an attempt may be started now, every condition a line; NotFound for an unknown exam."""
    case = _cases([learner_year(learner, year)], exam)[learner]
    return case, may_start(case)


def start_attempt(learner: UUID, exam: str, room: str = "", year: int | None = None) -> AttemptRow:
    """Start an attempt and commit, or go on with the open one: two clicks or two clients get the same paper.

    Raises Refused with the verdict of the entry check, NotFound when there is no such learner or exam here.
    """
    started = start_attempts([learner], exam, room, year)
    if learner in started.refused:
        raise Refused(say("The exam cannot be started now."), started.refused[learner], code="may_not_start")
    if learner not in started.rows:
        raise NotFound(say("There is no such learner here."))
    return started.rows[learner]


def start_attempts(learners: Collection[UUID], exam: str, room: str = "", year: int | None = None) -> Started:
    """Do the same for a whole room in a few statements; who may not start is told apart and keeps nobody else out."""
    hand_in_overdue(learners)
    _serialise(learners)
    about = {one.learner: one for one in learner_years(learners, year)}
    going = {row.learner: row for row in _open_attempts(about.values(), exam)}
    cases = _cases([one for one in about.values() if one.learner not in going], exam)
    verdicts = {learner: may_start(case, room) for learner, case in cases.items()}
    starting = {learner: case for learner, case in cases.items() if verdicts[learner].met}
    prepared, banks = take_prepared(starting, exam), Banks()
    new = []
    for learner, case in starting.items():
        wanted = wanted_paper(about[learner], case, about[learner].today)
        drawn = paper_for(wanted, prepared.get((learner, wanted.about.year)), banks)
        new.append(_new_attempt(wanted, case, room, drawn))
    db.session.add_all(new)
    db.session.commit()
    for started_in in {row.year for row in new}:
        announce_all(
            "exam.started", [row.learner for row in new if row.year == started_in], started_in, exam=exam
        )
    refused = {learner: verdict for learner, verdict in verdicts.items() if not verdict.met}
    return Started(going | {row.learner: row for row in new}, refused)


def acknowledge(learner: UUID, exam: str, year: int | None = None) -> None:
    """Keep the learner's word that they have read the exam's rules, and commit; a second time changes nothing."""
    case = _cases([learner_year(learner, year)], exam)[learner]
    if exam in case.facts.acknowledged:
        return
    db.session.add(Acknowledgement(learner=learner, year=case.rules.year, exam=exam, at=now()))
    db.session.commit()


def going_on(learner: UUID, year: int) -> dict[str, GoingOn]:
    """Return the attempts of a learner's year that are going on, by exam."""
    return {
        exam: GoingOn(id=id_, deadline=end) for exam, id_, end in read(GOING_ON, learner=learner, year=year)
    }


def _going(learners: Collection[UUID], year: int, exam: str) -> sa.Select[tuple[AttemptRow]]:
    return sa.select(AttemptRow).where(
        AttemptRow.learner.in_(learners),
        AttemptRow.year == year,
        AttemptRow.exam == exam,
        AttemptRow.handed_in_at.is_(None),
    )


def _open_attempts(about: Collection[LearnerYear], exam: str) -> Iterator[AttemptRow]:
    if not read(SITTING, learners=[one.learner for one in about], exam=exam):
        return
    for year in {one.year for one in about}:
        yield from db.session.scalars(_going([one.learner for one in about if one.year == year], year, exam))


def attempt_of(learner: UUID, attempt: UUID) -> AttemptRow:
    """Return a learner's own attempt, handed in by the server if its time is over; NotFound for anybody else's."""
    row = _own(learner, attempt)
    if row.handed_in_at is None and now() >= row.deadline:
        hand_in_overdue([learner])
        row = _own(learner, attempt)
    return row


def answers_of(attempt: UUID) -> dict[int, Kept]:
    """Return what is saved for an attempt, by question number."""
    rows = read(ANSWERS, attempt=attempt)
    return {question: Kept(chosen=chosen, seq=seq, saved_at=at) for question, chosen, seq, at in rows}


def hand_in(learner: UUID, attempt: UUID) -> AttemptRow:
    """Hand an attempt in, mark it and commit; final. A replay returns the same result and changes nothing."""
    row = _own(learner, attempt, lock=True)
    if row.handed_in_at is not None:
        db.session.rollback()
        return _own(learner, attempt)
    _close([row])
    return row


def hand_in_all(attempts: Collection[UUID]) -> int:
    """Hand in the attempts of a room, mark them and commit; what is handed in already stays as it is. Returns how many."""
    query = sa.select(AttemptRow).where(AttemptRow.id.in_(attempts)).order_by(AttemptRow.id)
    rows = db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()
    return _close([row for row in rows if row.handed_in_at is None])


def hand_in_overdue(learners: Collection[UUID] | None = None, most: int = 500) -> int:
    """Hand in what the deadline has passed, with the answers that were saved, and commit; return how many.

    The worker runs it for everybody once a minute; looking at an attempt runs it for its learner.
    """
    if learners is not None and not read(LATE, learners=list(learners)):
        return 0
    query = _overdue() if learners is None else _overdue().where(AttemptRow.learner.in_(learners))
    lock = query.with_for_update(of=AttemptRow, skip_locked=learners is None)
    return _close(db.session.scalars(lock.order_by(AttemptRow.deadline).limit(most)).all(), overdue=True)


def _overdue() -> sa.Select[tuple[AttemptRow]]:
    """Attempts whose deadline has passed by the clock of their learner's place."""
    return (
        sa.select(AttemptRow)
        .join(Learner, sa.and_(Learner.tenant == AttemptRow.tenant, Learner.id == AttemptRow.learner))
        .join(Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit))
        .where(AttemptRow.handed_in_at.is_(None), AttemptRow.deadline <= sa.func.place_now(Unit.area))
    )


def _cases(about: Collection[LearnerYear], exam: str) -> dict[UUID, Case]:
    if not all(exam in one.rules.exams for one in about):
        raise NotFound(NO_EXAM)
    return {learner: case.about(exam, sitting_for(case, exam)) for learner, case in cases_in(about).items()}


def _serialise(learners: Collection[UUID]) -> None:
    """Let one transaction at a time start attempts for these learners."""
    take_locks(f"attempt:{learner}" for learner in learners)


def wanted_paper(about: LearnerYear, case: Case, day: date) -> Wanted:
    """Return the paper that the learner's next attempt needs; Refused for an exam that is sat elsewhere."""
    blueprint = case.the_exam.blueprint
    if blueprint is None or case.sitting is None:
        raise Refused(say("This exam is not sat on this platform."), code="not_here")
    number = 1 + sum(attempt.exam == case.exam for attempt in case.facts.attempts)
    return Wanted(about, case.exam, number, blueprint, case.sitting, day, case.the_exam.counts)


def _new_attempt(wanted: Wanted, case: Case, room: str, drawn: Drawn) -> AttemptRow:
    about, free = wanted.about, free_rooms(case, case.exam)
    return AttemptRow(
        learner=about.learner,
        year=about.year,
        exam=case.exam,
        number=wanted.number,
        room=(room or free[0]) if free else "",
        seed=drawn.seed,
        paper=drawn.paper,
        rules_digest=about.rules.digest,
        started_at=about.at,
        deadline=wanted.sitting.deadline(about.at),
    )


def _own(learner: UUID, attempt: UUID, *, lock: bool = False) -> AttemptRow:
    query = sa.select(AttemptRow).where(AttemptRow.id == attempt, AttemptRow.learner == learner)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound(NO_PAPER)
    return row


def _close(rows: Sequence[AttemptRow], *, overdue: bool = False) -> int:
    """Mark attempts that are locked, commit, and tell of them; the server hands in those that are late."""
    if not rows:
        db.session.commit()
        return 0
    questions, chosen = questions_of(rows), _chosen([row.id for row in rows])
    years = {row.year for row in rows}
    corrections = {year: corrections_for(year, _asked(rows, year)) for year in years}
    closed = []
    for row in rows:
        try:
            result = marked(row, questions[row.id], chosen.get(row.id, {}), corrections[row.year])
        except Exception:
            if not overdue:
                raise
            log.exception("paper_not_marked", attempt=str(row.id))  # it must not hold up everybody else's
            continue
        _hand_over(row, late=overdue or now() >= row.deadline)
        _mark(row, result)
        closed.append(row)
    told = sorted((row.year, row.exam, row.learner) for row in closed)
    db.session.commit()
    for (year, exam), group in groupby(told, key=itemgetter(0, 1)):
        announce_all("exam.handed_in", [learner for _, _, learner in group], year, exam=exam)
    return len(told)


def _asked(rows: Sequence[AttemptRow], year: int) -> set[Version]:
    return {version for row in rows if row.year == year for version in versions_of(row)}


def _chosen(attempts: Collection[UUID]) -> dict[UUID, dict[int, list[Any]]]:
    chosen: dict[UUID, dict[int, list[Any]]] = {}
    for attempt, question, answer in read(CHOSEN, attempts=list(attempts)):
        chosen.setdefault(attempt, {})[question] = answer
    return chosen


def _hand_over(row: AttemptRow, *, late: bool) -> None:
    row.handed_in_at = row.deadline if late else now()
    row.handed_in_by = "server" if late else "learner"


def _mark(row: AttemptRow, result: MarkedPaper) -> None:
    row.mark = result.mark
    row.marked = kept_marks(result.questions)
