"""What departments' lists of cohorts say of people now: who is on them, and on which days those listed sit."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts.models import CohortEntry, CohortList, Learner
from core.db import db, now
from core.decisions.booking import ListDays

ORGANISER = "cohort_organiser"
OF_LIST = sa.and_(CohortList.tenant == CohortEntry.tenant, CohortList.id == CohortEntry.list)
OF_LEARNER = sa.and_(
    CohortEntry.tenant == Learner.tenant,
    sa.or_(CohortEntry.learner == Learner.id, CohortEntry.unit == Learner.unit),
)
"""Joins people to the entries that name them or their unit."""


def in_force() -> sa.ColumnElement[bool]:
    """Return the condition that an entry counts now."""
    at = now()
    return sa.and_(CohortEntry.since <= at, at < CohortEntry.until)


def days_listed(learners: Collection[UUID], year: int, cohort: str) -> dict[UUID, ListDays]:
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
    found: dict[UUID, ListDays] = {}
    for learner, first, last, title in db.session.execute(query.order_by(CohortList.title)):
        found.setdefault(learner, ListDays(first, last, title))
    return found
