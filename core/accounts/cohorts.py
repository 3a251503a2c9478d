"""What departments' lists of cohorts say of people now: whom an organiser sees, and on which days those listed sit."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from core.accounts.models import CohortEntry, CohortList, Learner
from core.accounts.scope import Scope
from core.db import db, now
from core.web.site import Viewer

ORGANISER = "cohort_organiser"
OF_LIST = sa.and_(CohortList.tenant == CohortEntry.tenant, CohortList.id == CohortEntry.list)
OF_LEARNER = sa.and_(
    CohortEntry.tenant == Learner.tenant,
    sa.or_(CohortEntry.learner == Learner.id, CohortEntry.unit == Learner.unit),
)
"""Joins people to the entries that name them or their unit."""


class Days(NamedTuple):
    """The days on which those of a list sit, and the list's title."""

    first: date
    last: date
    title: str


def in_force() -> sa.ColumnElement[bool]:
    """Return the condition that an entry counts now."""
    at = now()
    return sa.and_(CohortEntry.since <= at, at < CohortEntry.until)


def days_listed(learners: Collection[UUID], year: int, cohort: str) -> dict[UUID, Days]:
    """Return on which days learners sit an exam of a cohort where a list says so; the first list by title wins."""
    query: sa.Select[Any] = sa.select(Learner.id, CohortList.first, CohortList.last, CohortList.title)
    query = query.join(CohortEntry, OF_LEARNER).join(CohortList, OF_LIST)
    query = query.where(
        Learner.id.in_(learners),
        CohortList.year == year,
        CohortList.cohort == cohort,
        CohortList.first.is_not(None),
        in_force(),
    )
    found: dict[UUID, Days] = {}
    for learner, first, last, title in db.session.execute(query.order_by(CohortList.title)):
        found.setdefault(learner, Days(first, last, title))
    return found


def cohort_scope_of(viewer: Viewer, year: int) -> Scope:
    """Return whom an organiser of cohorts sees: those on the lists of their department in a year, across the trees."""
    query = sa.select(CohortEntry.learner, CohortEntry.unit).join(CohortList, OF_LIST)
    query = query.where(CohortList.unit == viewer.unit, CohortList.year == year, in_force())
    rows = db.session.execute(query).tuples().all()
    return Scope(
        frozenset(unit for _, unit in rows if unit is not None),
        frozenset(learner for learner, _ in rows if learner is not None),
    )
