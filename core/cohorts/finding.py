"""What the pages of cohorts show: the lists with their figures, and the people of one, searched and in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import (
    OF_LEARNER,
    CohortEntry,
    CohortList,
    Filters,
    Learner,
    Scope,
    Unit,
    in_force,
    narrowed,
    persons_of,
)
from core.cohorts.keeping import departments_of
from core.db import db, now
from core.decisions.case import Case
from core.decisions.exam_results import cohort_of
from core.decisions.facts import Facts
from core.decisions.year import YearRules
from core.exams.models import PlaceRow
from core.standings.service import Standing
from core.web.paging import Paged, list_address, page_number
from core.web.site import Site, Viewer

MOST = 50_000
"""Learners among whom a page counts who belongs to which cohort; more are not counted while somebody waits."""

PASSED, EXEMPT = "passed", "exempt"
BEHIND = ("not_started", "studying", "failed", "absent")
LISTED_ENTRIES = 200
HISTORY = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of a list's people asks for."""

    search: str = ""
    show: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        show = sent.get("show", "")
        return cls(
            search=sent.get("q", "")[:60],
            show=show if show in {"unbooked", "behind"} else "",
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address of the page with some of it changed."""
        return list_address({"q": self.search, "show": self.show, "page": 1} | changed)


class Member(NamedTuple):
    """Somebody of a list: by which entry, where they stand in the year, and the place that is booked."""

    learner: Learner
    unit: Unit
    entry: UUID
    by_unit: bool
    state: str
    opens: datetime | None


class Figures(NamedTuple):
    """How many of a list there are, and how far they are."""

    people: int = 0
    exempt: int = 0
    booked: int = 0
    passed: int = 0

    @property
    def unbooked(self) -> int:
        """Those who have to sit and have neither passed nor a place."""
        return max(0, self.people - self.exempt - self.booked)


@dataclass(frozen=True, slots=True, kw_only=True)
class People(Paged):
    """A page of a list's people."""

    query: Query
    rows: Sequence[Member]
    total: int


def lists_of(viewer: Viewer, rules: YearRules) -> Sequence[tuple[CohortList, str, Figures]]:
    """Return the lists of a year that an administrator keeps, each with its department's name and its figures."""
    query = sa.select(CohortList, Unit.name).join(
        Unit, sa.and_(Unit.tenant == CohortList.tenant, Unit.code == CohortList.unit)
    )
    query = query.where(CohortList.year == rules.year, CohortList.unit.in_(departments_of(viewer)))
    rows = db.session.execute(query.order_by(CohortList.cohort, CohortList.title)).tuples().all()
    return [(row, name, figures_of(row, exams_of(row, rules))) for row, name in rows]


def figures_of(row: CohortList, exams: Sequence[str]) -> Figures:
    """Return how far the people of a list are with their exam."""
    inner = _members(row, exams).subquery()
    counted = sa.select(
        sa.func.count(),
        sa.func.count().filter(inner.c.state == EXEMPT),
        sa.func.count().filter(
            sa.or_(inner.c.opens.is_not(None), inner.c.state == PASSED), inner.c.state != EXEMPT
        ),
        sa.func.count().filter(inner.c.state == PASSED),
    )
    return Figures(*db.session.execute(counted.select_from(inner)).one())


def people_of(row: CohortList, exams: Sequence[str], query: Query) -> People:
    """Return a page of a list's people, those without a place first."""
    base = _members(row, exams)
    opens = base.selected_columns.opens
    if query.search:
        seen = narrowed(Scope(frozenset(), frozenset(_ids(row))), Filters(search=query.search))
        base = base.where(Learner.id.in_(seen.with_only_columns(Learner.id)))
    if query.show == "unbooked":
        base = base.where(opens.is_(None), _state().not_in((PASSED, EXEMPT)))
    if query.show == "behind":
        base = base.where(_state().in_(BEHIND))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(base.subquery())) or 0
    query = replace(query, page=min(query.page, max(1, -(-total // People.size))))
    ordered = base.order_by(opens.is_not(None), Unit.code, Learner.pinyin, Learner.account)
    page = ordered.limit(People.size).offset((query.page - 1) * People.size)
    return People(query=query, rows=[Member(*one) for one in db.session.execute(page)], total=total)


def units_on(row: CohortList) -> Sequence[tuple[CohortEntry, str]]:
    """Return the units that a list names whole."""
    query = sa.select(CohortEntry, Unit.name).join(
        Unit, sa.and_(Unit.tenant == CohortEntry.tenant, Unit.code == CohortEntry.unit)
    )
    query = query.where(CohortEntry.list == row.id, in_force()).order_by(Unit.code).limit(LISTED_ENTRIES)
    return db.session.execute(query).tuples().all()


def ended_on(row: CohortList) -> Sequence[tuple[CohortEntry, str]]:
    """Return the last entries that were taken off a list, with whom they named."""
    name = sa.func.coalesce(Learner.name, Unit.name)
    query = (
        sa.select(CohortEntry, name)
        .outerjoin(Learner, sa.and_(Learner.tenant == CohortEntry.tenant, Learner.id == CohortEntry.learner))
        .outerjoin(Unit, sa.and_(Unit.tenant == CohortEntry.tenant, Unit.code == CohortEntry.unit))
        .where(CohortEntry.list == row.id, CohortEntry.ended_by != "")
    )
    ordered = query.order_by(CohortEntry.until.desc()).limit(HISTORY)
    return db.session.execute(ordered).tuples().all()


def counted_by_cohort(scope: Scope, rules: YearRules, site: Site) -> dict[str, int] | None:
    """Return how many active learners of a scope sit with each cohort, by lists and rules together; None for too many."""
    ids = db.session.scalars(
        sa.select(Learner.id).where(scope.theirs(), Learner.active).limit(MOST + 1)
    ).all()
    if len(ids) > MOST:
        return None
    at = now()
    counts: dict[str, int] = {}
    for person in persons_of(ids).values():
        case = Case(rules=rules, facts=Facts(person=person), at=at, zone=site.zone)
        cohort = cohort_of(case).cohort
        counts[cohort] = counts.get(cohort, 0) + 1
    return counts


def exams_of(row: CohortList, rules: YearRules) -> tuple[str, ...]:
    """Return the exams that those of a list sit."""
    return tuple(key for key, exam in rules.exams.items() if exam.cohort == row.cohort)


def _members(row: CohortList, exams: Sequence[str]) -> sa.Select[Any]:
    entries, places = _entries(row), _places(row, exams)
    same_unit = sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit)
    own = sa.and_(
        Standing.tenant == Learner.tenant, Standing.learner == Learner.id, Standing.year == row.year
    )
    return (
        sa.select(
            Learner,
            Unit,
            entries.c.entry,
            entries.c.by_unit,
            _state().label("state"),
            places.c.opens.label("opens"),
        )
        .join(entries, entries.c.learner == Learner.id)
        .join(Unit, same_unit)
        .outerjoin(Standing, own)
        .outerjoin(places, places.c.learner == Learner.id)
    )


def _entries(row: CohortList) -> sa.Subquery:
    """Each person of a list once, by the own entry where there is one."""
    by_unit = CohortEntry.unit.is_not(None)
    query = sa.select(
        Learner.id.label("learner"), CohortEntry.id.label("entry"), by_unit.label("by_unit")
    ).join(CohortEntry, OF_LEARNER)
    query = query.where(CohortEntry.list == row.id, in_force(), Learner.active)
    return query.order_by(Learner.id, by_unit).distinct(Learner.id).subquery()


def _places(row: CohortList, exams: Sequence[str]) -> sa.Subquery:
    query = sa.select(PlaceRow.learner, sa.func.max(PlaceRow.opens).label("opens"))
    query = query.where(PlaceRow.year == row.year, PlaceRow.exam.in_(exams))
    return query.group_by(PlaceRow.learner).subquery()


def _state() -> sa.ColumnElement[str]:
    return sa.func.coalesce(Standing.state, "not_started")


def _ids(row: CohortList) -> Sequence[UUID]:
    query = sa.select(Learner.id).join(CohortEntry, OF_LEARNER)
    return db.session.scalars(query.where(CohortEntry.list == row.id, in_force())).all()
