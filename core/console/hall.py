"""The exams of an administrator's units that go on or open soon: who sits, how far; extra time; an attempt's record."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, Learner, Scope, Unit, learner_in
from core.db import db
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound
from core.exams.service import (
    AnswerRow,
    AttemptEvent,
    AttemptRow,
    Coming,
    coming,
    events_of,
    give_extra_time,
    lacks_ahead,
    prepared_of,
)

MOST = 500
"""Papers that one page shows and one act extends."""
MOST_AHEAD = 60
"""Sittings that open soon and stand on the page, the next first."""
RECENT = sa.text("interval '2 hours'")
"""So long after its deadline a paper that the server handed in can still be given extra time here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One paper of the hall."""

    attempt: AttemptRow
    learner: Learner
    unit: Unit
    answered: int
    saved_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """The papers in progress and those that the server has just handed in, the next to end first."""

    rows: Sequence[Sitting]
    units: Sequence[Unit]
    unit: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """A sitting that opens soon, and how many of its learners have their paper lying ready."""

    coming: Coming
    prepared: int
    wanted: int
    lacks: tuple[Text, ...]
    """What the bank lacks for its papers."""


def hall_of(scope: Scope, unit: str = "") -> Hall:
    """Return what goes on in an administrator's units, or in one of them."""
    rows = [Sitting(attempt=a, learner=b, unit=c, answered=d, saved_at=e) for a, b, c, d, e in _found(scope)]
    units = {row.unit.code: row.unit for row in rows}
    chosen = [row for row in rows if unit in {"", row.unit.code}]
    return Hall(rows=chosen, units=list(units.values()), unit=unit)


def ahead_of(scope: Scope) -> list[Ahead]:
    """Return the sittings that open within a day and have learners of an administrator's units."""
    areas = set(db.session.scalars(sa.select(Unit.area).where(Unit.code.in_(scope.units)).distinct()))
    ones = [one for one in coming() if one.area in areas]
    counts = prepared_of(ones, scope)
    lacks = {(one.area, one.exam, one.day): one for one in ones}
    told = {key: lacks_ahead(one) for key, one in lacks.items()}
    ahead = [Ahead(one, *counts.get(one, (0, 0)), told[one.area, one.exam, one.day]) for one in ones]
    kept = sorted((one for one in ahead if one.wanted or one.lacks), key=lambda one: one.coming.sitting.opens)
    return kept[:MOST_AHEAD]


def extend_hall(by: Acting, form: Mapping[str, str], attempts: Sequence[str]) -> int:
    """Give the chosen papers the extra time that a form asks for; returns how many. BadInput names what is missing."""
    chosen = [_uuid(one) for one in attempts]
    if not chosen:
        raise BadInput(say("Please choose at least one paper."))
    return give_extra_time(by, chosen, _minutes(form.get("minutes", "")), form.get("reason", "").strip())


def record_of(scope: Scope, attempt: UUID) -> tuple[AttemptRow, Learner, Sequence[AttemptEvent]]:
    """Return an attempt of an administrator's learner with its record; NotFound for every other."""
    row = db.session.scalars(sa.select(AttemptRow).where(AttemptRow.id == attempt)).one_or_none()
    if row is None:
        raise NotFound(say("There is no such paper here."))
    return row, learner_in(scope, row.learner), events_of(attempt)


def attempts_of(learner: UUID, year: int) -> Sequence[AttemptRow]:
    """Return a learner's attempts of a year, the newest first."""
    query = sa.select(AttemptRow).where(AttemptRow.learner == learner, AttemptRow.year == year)
    return db.session.scalars(query.order_by(AttemptRow.started_at.desc())).all()


def _found(scope: Scope) -> Sequence[sa.Row[tuple[AttemptRow, Learner, Unit, int, datetime | None]]]:
    saved = (
        sa.select(
            AnswerRow.attempt, sa.func.count().label("count"), sa.func.max(AnswerRow.saved_at).label("last")
        )
        .where(sa.func.jsonb_array_length(AnswerRow.chosen) > 0)
        .group_by(AnswerRow.tenant, AnswerRow.attempt)
        .subquery()
    )
    at = sa.func.place_now(Unit.area)
    late = sa.and_(AttemptRow.handed_in_by == "server", AttemptRow.deadline > at - RECENT)
    query = (
        sa.select(AttemptRow, Learner, Unit, sa.func.coalesce(saved.c.count, 0), saved.c.last)
        .join(Learner, sa.and_(Learner.tenant == AttemptRow.tenant, Learner.id == AttemptRow.learner))
        .join(Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit))
        .outerjoin(saved, saved.c.attempt == AttemptRow.id)
        .where(scope.theirs(), sa.or_(AttemptRow.handed_in_at.is_(None), late))
        .order_by(AttemptRow.deadline, Learner.account)
        .limit(MOST)
    )
    return db.session.execute(query).all()


def _minutes(text: str) -> int:
    """Return a form's number; 0, which the service refuses with its words, for anything else."""
    return int(text) if re.fullmatch("[0-9]{1,3}", text.strip()) else 0


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound(say("There is no such paper here.")) from error
