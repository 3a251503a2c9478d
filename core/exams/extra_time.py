"""Extra time for papers in progress: for one person, or for a unit where the power failed. No answer is touched."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, Learner, Unit, all_in
from core.audit.service import note
from core.db import db, now
from core.decisions.values import say
from core.errors import BadInput, NotFound
from core.exams.events import enter
from core.exams.models import AttemptRow
from core.tenancy.announce import announce_all

MOST_MINUTES = 240


def give_extra_time(by: Acting, attempts: Collection[UUID], minutes: int, reason: str) -> int:
    """Move the deadlines of attempts by so many minutes and commit; returns how many.

    A paper that the server handed in when its time was over is opened again with its answers, and its mark is taken
    back; so much time then runs from now on. What its learner handed in stays final. Raises NotFound unless every
    attempt is of the administrator's scope, BadInput without a reason or for more than four hours.
    """
    _check(minutes, reason)
    moved = [(row, area) for row, area in _locked(by, attempts) if row.handed_in_by != "learner"]
    reopened = [(row.year, row.exam, row.learner) for row, _ in moved if row.handed_in_at is not None]
    extended = [(row.year, row.exam, row.learner) for row, _ in moved if row.handed_in_at is None]
    for row, area in moved:
        before = row.deadline
        _extend(row, now(area), minutes)
        ends = f"{before.isoformat(timespec='minutes')} → {row.deadline.isoformat(timespec='minutes')}"
        enter(row.id, "extended", minutes=minutes, reason=reason, by=by.actor.name)
        note(by.actor, "extra_time", str(row.learner), reason, exam=row.exam, minutes=str(minutes), ends=ends)
    db.session.commit()
    _announce("exam.reopened", reopened)
    _announce("exam.extended", extended, minutes=str(minutes))
    return len(moved)


def _announce(event: str, told: Collection[tuple[int, str, UUID]], **facts: str) -> None:
    """One act on a whole room is told in one for each exam."""
    for year, exam in {(year, exam) for year, exam, _ in told}:
        learners = [learner for one, key, learner in told if (one, key) == (year, exam)]
        announce_all(event, learners, year, exam=exam, **facts)


def _locked(by: Acting, attempts: Collection[UUID]) -> list[tuple[AttemptRow, str]]:
    """The attempts with the area that each is sat in; one that was followed by another stays closed."""
    query = (
        sa.select(AttemptRow, Unit.area)
        .join(Learner, sa.and_(Learner.tenant == AttemptRow.tenant, Learner.id == AttemptRow.learner))
        .join(Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit))
        .where(AttemptRow.id.in_(attempts))
        .order_by(AttemptRow.id)
        .with_for_update(of=AttemptRow)
    )
    found = db.session.execute(query.execution_options(populate_existing=True)).tuples().all()
    if {row.id for row, _ in found} != set(attempts):
        raise NotFound(say("There is no such paper here."))
    all_in(by.scope, {row.learner for row, _ in found})
    return [(row, area) for row, area in found if row.handed_in_at is None or not _followed(row)]


def _followed(row: AttemptRow) -> bool:
    later = sa.select(AttemptRow.id).where(
        AttemptRow.learner == row.learner,
        AttemptRow.year == row.year,
        AttemptRow.exam == row.exam,
        AttemptRow.number > row.number,
    )
    return db.session.execute(later.limit(1)).first() is not None


def _check(minutes: int, reason: str) -> None:
    if not reason.strip():
        raise BadInput(say("Please give a reason."), fields={"reason": say("Please give a reason.")})
    if not 0 < minutes <= MOST_MINUTES:
        fault = say("Extra time is between 1 and {most} minutes.", most=MOST_MINUTES)
        raise BadInput(fault, fields={"minutes": fault})


def _extend(row: AttemptRow, at: datetime, minutes: int) -> None:
    row.deadline = max(row.deadline, at) + timedelta(minutes=minutes)
    row.handed_in_at, row.handed_in_by = None, ""
    row.mark, row.marked = None, None


def in_progress(by: Acting, unit: str = "") -> sa.Select[tuple[AttemptRow, Learner]]:
    """Return the query of papers in progress in an administrator's scope, or in one of its units; the next to end first."""
    query = (
        sa.select(AttemptRow, Learner)
        .join(Learner, sa.and_(Learner.tenant == AttemptRow.tenant, Learner.id == AttemptRow.learner))
        .where(AttemptRow.handed_in_at.is_(None), Learner.unit.in_(by.scope.units))
        .order_by(AttemptRow.deadline, Learner.account)
    )
    return query.where(Learner.unit == unit) if unit else query
