"""Drawing papers before their sitting opens, so that starting a whole hall at once does not wait for the bank.

It goes batch by batch and skips what is still right, so it may break off and begin again at any time. Who has no
paper when the hour comes, or one that no longer fits the rules or the bank, gets one drawn at the start.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from core.accounts.service import Learner, Scope, Unit
from core.courses.service import LearnerYear, learner_years
from core.db import db, now
from core.decisions.exam_entry import may_sit
from core.decisions.slots import Sitting
from core.decisions.year import Exam, YearRules
from core.errors import Refused
from core.exams.delivery import wanted_paper
from core.exams.facts import cases_in
from core.exams.models import PlaceRow, PreparedPaper
from core.exams.prepared import Banks, Wanted
from core.tenancy.rows import enter_rows, replacing, take_locks
from core.tenancy.scope import current_tenant
from core.web.site import composition

AHEAD = timedelta(hours=24)
"""So long before a sitting opens its papers are drawn."""
BATCH = 200
"""Papers that are drawn in one transaction."""
COUNTS = (sa.func.count(PreparedPaper.learner), sa.func.count())
"""How many learners have a paper lying ready, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coming:
    """A sitting that opens soon, in the place whose learners it is for."""

    area: str
    year: int
    exam: str
    rule: Exam
    sitting: Sitting
    day: date
    """The day on which it opens there."""


def coming() -> Iterator[Coming]:
    """Yield the sittings of the tenant's places that open within a day, of exams that count and are sat here."""
    tenant = composition().registry.tenants[current_tenant()]
    for area, place in tenant.places.items():
        if place.year in tenant.years(area):
            yield from _coming_in(area, tenant.rules_for(place.year, area), place.tzinfo)


def _coming_in(area: str, rules: YearRules, zone: ZoneInfo) -> Iterator[Coming]:
    at = now(area)
    for exam, rule in rules.exams.items():
        ahead = rules.sittings(exam, zone) if rule.counts and rule.blueprint is not None else ()
        for sitting in ahead:
            if at < sitting.opens <= at + AHEAD:
                day = sitting.opens.astimezone(zone).date()
                yield Coming(area=area, year=rules.year, exam=exam, rule=rule, sitting=sitting, day=day)


def prepare(one: Coming) -> Iterator[int]:
    """Draw the papers of a sitting that are not there or no longer right; commits and yields how many learners it has seen."""
    learners = _learners(one)
    banks, seen = Banks(), 0
    for start in range(0, len(learners), BATCH):
        batch = learners[start : start + BATCH]
        take_locks([f"preparing:{current_tenant()}:{one.exam}:{batch[0]}"])  # another worker may be at it
        kept = _kept(one, batch)
        drawn = [_drawn(wanted, kept.get(wanted.about.learner), banks) for wanted in _wanted(one, batch)]
        _keep([row for row in drawn if row is not None])
        seen += len(batch)
        yield seen


def wanted_by(one: Coming) -> int:
    """Return for how many learners a sitting's papers are prepared."""
    return len(_learners(one))


def prepared_of(ahead: Sequence[Coming], scope: Scope) -> Mapping[Coming, tuple[int, int]]:
    """Return how many learners of an administrator's units have their paper of each sitting, of how many."""
    open_to_all = [one for one in ahead if one.rule.booking is None]
    found: dict[Coming, tuple[int, int]] = {}
    for one in open_to_all:
        there, wanted = _counts(_sitters(one, *COUNTS), scope).one()
        found[one] = there, wanted
    booked: dict[tuple[int, str], list[Coming]] = {}
    for one in ahead:
        if one.rule.booking is not None:
            booked.setdefault((one.year, one.exam), []).append(one)
    for (year, exam), ones in booked.items():
        by_place = {(one.area, one.sitting.opens): one for one in ones}
        query = _booked(_people(Unit.area, PlaceRow.opens, *COUNTS), year, exam)
        near = query.where(PlaceRow.opens.in_({one.sitting.opens for one in ones}))
        for area, opens, there, wanted in _counts(near.group_by(Unit.area, PlaceRow.opens), scope):
            if (area, opens) in by_place:
                found[by_place[area, opens]] = there, wanted
    return found


def forget_past() -> None:
    """Throw away prepared papers that nobody can start with any more, and commit."""
    past = sa.delete(PreparedPaper).where(PreparedPaper.until <= sa.func.place_now(PreparedPaper.area))
    db.session.execute(past)
    db.session.commit()


def _learners(one: Coming) -> Sequence[UUID]:
    return db.session.scalars(_sitters(one, Learner.id).order_by(Learner.id)).all()


def _sitters(one: Coming, *columns: Any) -> sa.Select[Any]:
    """Those who have booked a place in the sitting, or everybody of the place where none is booked."""
    query = _people(*columns).where(Unit.area == one.area)
    if one.rule.booking is None:
        return query.outerjoin(PreparedPaper, _theirs(one.year, one.exam))
    return _booked(query, one.year, one.exam).where(PlaceRow.opens == one.sitting.opens)


def _people(*columns: Any) -> sa.Select[Any]:
    unit = sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit)
    return sa.select(*columns).select_from(Learner).join(Unit, unit).where(Learner.active)


def _booked(query: sa.Select[Any], year: int, exam: str) -> sa.Select[Any]:
    place = sa.and_(PlaceRow.tenant == Learner.tenant, PlaceRow.learner == Learner.id)
    booked = query.join(PlaceRow, place).where(PlaceRow.year == year, PlaceRow.exam == exam)
    return booked.outerjoin(PreparedPaper, _theirs(year, exam))


def _theirs(year: int, exam: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        PreparedPaper.tenant == Learner.tenant,
        PreparedPaper.learner == Learner.id,
        PreparedPaper.year == year,
        PreparedPaper.exam == exam,
    )


def _counts(query: sa.Select[Any], scope: Scope) -> sa.Result[Any]:
    return db.session.execute(query.where(scope.theirs()))


def _wanted(one: Coming, learners: Sequence[UUID]) -> Iterator[Wanted]:
    """What those of the learners need who may sit the exam and have not started it."""
    about = [one_year for one_year in learner_years(learners, one.year) if _has(one_year, one)]
    cases = cases_in(about)
    for learner in about:
        case = cases[learner.learner].about(one.exam, one.sitting)
        if may_sit(case).met and not case.facts.of_exam(one.exam):
            yield wanted_paper(learner, case, one.day)


def _has(about: LearnerYear, one: Coming) -> bool:
    return one.exam in about.rules.exams


def _drawn(wanted: Wanted, kept: PreparedPaper | None, banks: Banks) -> dict[str, object] | None:
    """The row of a paper; None where the one that is there is right, or the bank cannot fill it."""
    if kept is not None and banks.holds(kept, wanted):
        return None
    try:
        drawn = banks.draw(wanted)
    except Refused:
        return None  # the hall's page and ``xuefa exams check`` tell why
    about = wanted.about
    return {
        "learner": about.learner,
        "year": about.year,
        "exam": wanted.exam,
        "area": about.person.area,
        "until": wanted.sitting.latest_start,
        "number": wanted.number,
        "tier": about.person.tier,
        "seed": drawn.seed,
        "paper": drawn.paper,
        "rules_digest": about.rules.digest,
        "bank_digest": banks.digest(wanted),
        "prepared_at": about.at,
    }


def _keep(rows: Sequence[Mapping[str, object]]) -> None:
    enter_rows(PreparedPaper, rows, replacing(PreparedPaper, list(rows[0])) if rows else "")
    db.session.commit()
    db.session.expunge_all()


def _kept(one: Coming, learners: Sequence[UUID]) -> dict[UUID, PreparedPaper]:
    query = sa.select(PreparedPaper).where(
        PreparedPaper.learner.in_(learners), PreparedPaper.year == one.year, PreparedPaper.exam == one.exam
    )
    return {row.learner: row for row in db.session.scalars(query)}
