"""Keeping lists of cohorts: who may, beginning one, entering people and units, taking them off from now on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import ORGANISER, Acting, CohortEntry, CohortList, Learner, rules_of, scope_of
from core.audit.service import note
from core.db import db, now
from core.decisions.records import Period
from core.decisions.values import Text, say
from core.decisions.year import YearRules
from core.errors import BadInput, NotFound, Refused
from core.tenancy.announce import announce_all
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant
from core.web.site import Viewer

LONGEST = 200
NO_LIST = say("There is no such list here.")
NO_REASON = say("Please give a reason.")
TOO_LONG = say("Please write at most {most} characters.", most=LONGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody, or a unit, to be entered: exactly one of both, and what was typed."""

    learner: UUID | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A list to be begun, as a form says it."""

    cohort: str
    title: str
    unit: str
    first: date | None = None
    last: date | None = None


def keeps_lists(viewer: Viewer) -> bool:
    """Tell whether an administrator keeps lists of cohorts at all."""
    return viewer.may("cohorts")


def departments_of(viewer: Viewer) -> frozenset[str]:
    """Return the units whose lists an administrator keeps; NotFound for everybody who keeps none."""
    if not keeps_lists(viewer):
        raise NotFound(say("There is nothing at this address."))
    return frozenset({viewer.unit}) if viewer.role == ORGANISER else scope_of(viewer).units


def list_of(viewer: Viewer, number: UUID, *, lock: bool = False) -> CohortList:
    """Return a list that the administrator keeps; NotFound for every other."""
    query = sa.select(CohortList).where(CohortList.id == number, CohortList.unit.in_(departments_of(viewer)))
    row = db.session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound(NO_LIST)
    return row


def begin_list(by: Acting, viewer: Viewer, plan: Plan) -> CohortList:
    """Begin a list for a department and commit; BadInput at the field that is wrong, Refused for a title that is taken."""
    rules = rules_of(by.site)
    _check(rules, viewer, plan)
    row = CohortList(
        year=rules.year,
        cohort=plan.cohort,
        title=plan.title.strip(),
        unit=plan.unit,
        first=plan.first,
        last=plan.last,
    )
    db.session.add(row)
    try:
        db.session.flush()
    except sa.exc.IntegrityError as error:
        db.session.rollback()
        raise _fault("title", say("There is a list with this title already.")) from error
    note(by.actor, "begin_cohort_list", subject_of(row), title=row.title, cohort=row.cohort, unit=row.unit)
    db.session.commit()
    return row


def enter(by: Acting, row: CohortList, named: Sequence[Named], reason: str) -> int:
    """Enter people and units on a list from now on, and commit; returns how many were not on it yet.

    Raises BadInput without a reason, Refused for a list of a year that is over.
    """
    why, until = _reason(reason), _end_of(by, row)
    take_locks([f"cohort-list:{current_tenant()}:{row.id}"])
    known = {(one.learner, one.unit) for one in _on(row)}
    new = [one for one in dict.fromkeys(named) if (one.learner, one.unit) not in known]
    for one in new:
        db.session.add(
            CohortEntry(
                list=row.id,
                learner=one.learner,
                unit=one.unit,
                since=now(),
                until=until,
                reason=why,
                by_name=by.actor.name,
            )
        )
    people = _people(new)
    note(by.actor, "enter_on_cohort", subject_of(row), why, title=row.title, entries=str(len(new)))
    db.session.commit()
    announce_all("cohort.entered", people, row.year, cohort=row.cohort, title=row.title)
    return len(new)


def take_off(by: Acting, row: CohortList, entries: Collection[UUID], reason: str) -> int:
    """Take entries off a list from now on, and commit; what was stays on file. Returns how many were on it."""
    why = _reason(reason)
    ended = [one for one in _on(row) if one.id in entries]
    for one in ended:
        one.until, one.ended_by, one.ended_why = now(), by.actor.name, why
    people = _people([Named(learner=one.learner, unit=one.unit) for one in ended])
    note(by.actor, "take_off_cohort", subject_of(row), why, title=row.title, entries=str(len(ended)))
    db.session.commit()
    announce_all("cohort.left", people, row.year, cohort=row.cohort, title=row.title)
    return len(ended)


def subject_of(row: CohortList) -> str:
    """Return what the audit trail names a list by."""
    return f"cohort-list/{row.id}"


def _on(row: CohortList) -> Sequence[CohortEntry]:
    at = now()
    query = sa.select(CohortEntry).where(
        CohortEntry.list == row.id, CohortEntry.since <= at, CohortEntry.until > at
    )
    return db.session.scalars(query).all()


def _people(named: Sequence[Named]) -> list[UUID]:
    """Everybody whose cohort may have changed: those named, and those of the units named."""
    people = {one.learner for one in named if one.learner is not None}
    units = [one.unit for one in named if one.unit is not None]
    query = sa.select(Learner.id).where(Learner.unit.in_(units), Learner.active)
    return sorted({*people, *db.session.scalars(query)}) if units else sorted(people)


def _check(rules: YearRules, viewer: Viewer, plan: Plan) -> None:
    if rules.cohorts is None or plan.cohort not in rules.cohorts.precedence:
        raise _fault("cohort", say("Please choose a cohort of this year's rules."))
    if not plan.title.strip() or len(plan.title) > LONGEST:
        raise _fault("title", say("Please give the list a title of at most {most} characters.", most=LONGEST))
    if plan.unit not in departments_of(viewer):
        raise _fault("unit", say("Please choose the department that organises it."))
    if (plan.first is None) != (plan.last is None):
        raise _fault("first", say("Please give both days, or neither."))
    _check_days(rules, plan)


def _check_days(rules: YearRules, plan: Plan) -> None:
    if plan.first is None or plan.last is None:
        return
    if plan.last < plan.first:
        raise _fault("last", say("The last day lies before the first."))
    spans = [
        span for exam in rules.exams.values() if exam.cohort == plan.cohort for span in exam.plan.spans()
    ]
    asked = Period(first=plan.first, last=plan.last)
    if not any(asked.within(span) for span in spans):
        days = spans[0] if spans else rules.period
        raise _fault(
            "first",
            say("The exam of this cohort is from {first} to {last}.", first=days.first, last=days.last),
        )


def _end_of(by: Acting, row: CohortList) -> datetime:
    rules = rules_of(by.site)
    end = rules.ends(by.site.zone)
    if rules.year != row.year or end <= now():
        raise Refused(say("This list is of a year that is over."), code="year_over")
    return end


def _reason(text: str) -> str:
    found = text.strip().replace("\0", "")
    if not found:
        raise _fault("reason", NO_REASON)
    if len(found) > LONGEST:
        raise _fault("reason", TOO_LONG)
    return found


def _fault(field: str, text: Text) -> BadInput:
    return BadInput(text, fields={field: text})
