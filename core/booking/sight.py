"""What an administrator sees of booking: the exams, how full each sitting is, and how far each unit is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import (
    OF_LEARNER,
    Acting,
    CohortEntry,
    CohortList,
    Learner,
    Unit,
    acting,
    in_force,
    lies_in,
    persons_of,
    rules_of,
    scope_of,
)
from core.db import db, now
from core.decisions.case import Case
from core.decisions.crowds import Crowd, crowds
from core.decisions.exam_results import is_theirs
from core.decisions.facts import Facts
from core.decisions.slots import Sitting
from core.decisions.values import say
from core.decisions.year import Exam, YearRules
from core.errors import NotFound
from core.exams.service import PlaceRow, taken_by_sitting
from core.rosters.desk import site_of
from core.standings.service import Standing
from core.web.paging import Paged, list_address, page_number
from core.web.site import Site, Viewer, composition

NEEDS_NONE = frozenset({"passed", "exempt", "not_assessed", "deactivated"})
"""States of the year in which nobody needs a place."""

MISSED = frozenset({"failed", "absent"})
NO_EXAM = say("There is no such exam here.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An exam that places are booked for."""

    key: str
    rule: Exam
    rules: YearRules

    @property
    def year(self) -> int:
        """The year of the rules."""
        return self.rules.year

    @property
    def by_administrators(self) -> bool:
        """Whether the rules let administrators book."""
        return self.rule.booking is not None and "administrator" in self.rule.booking.by


class Slot(NamedTuple):
    """A sitting with how many places are taken, and how many of them by learners of the administrator."""

    sitting: Sitting
    taken: int
    own: int
    ahead: bool
    day: date

    @property
    def free(self) -> int | None:
        """How many places are left; None where they have no end."""
        capacity = self.sitting.capacity
        return None if capacity is None else max(0, capacity - self.taken)


class Day(NamedTuple):
    """The sittings of one day, and the moments at which starts and hand-ins meet."""

    day: date
    slots: Sequence[Slot]
    crowds: Sequence[Crowd]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the page asks for."""

    exam: str = ""
    area: str | None = None
    """The area whose sittings are meant, where the administrator sees several; their own when not said."""
    search: str = ""
    show: str = ""
    list: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        return cls(
            exam=sent.get("exam", "")[:80],
            area=sent["area"][:120] if "area" in sent else None,
            search=sent.get("q", "")[:60],
            show="open" if sent.get("show") == "open" else "",
            list=sent.get("list", "") if _is_uuid(sent.get("list", "")) else "",
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address of the page with some of it changed."""
        values = {"exam": self.exam, "q": self.search, "show": self.show, "list": self.list, "page": 1}
        said = {} if self.area is None else {"area": self.area}
        return list_address(values | said | changed)


class UnitRow(NamedTuple):
    """How far one unit is: those who sit this exam and need a place or have one."""

    unit: Unit
    people: int
    booked: int
    done: int

    @property
    def left(self) -> int:
        """Those who have neither a place nor need none."""
        return self.people - self.booked - self.done


@dataclass(frozen=True, slots=True, kw_only=True)
class Units(Paged):
    """A page of units."""

    query: Query
    rows: Sequence[UnitRow]
    total: int


def areas_of(viewer: Viewer, site: Site) -> list[str]:
    """Return the areas whose sittings an administrator sees, their own first: those below it with rules and units of theirs."""
    places = [one for one in site.the_tenant.places if lies_in(one, viewer.area)]
    held = set(
        db.session.scalars(sa.select(Unit.area).where(Unit.code.in_(scope_of(viewer).units)).distinct())
    )
    below = [one for one in places if one != viewer.area and one in held and has_bookings(site_of(one))]
    return [viewer.area, *sorted(below)]


def acting_in(viewer: Viewer, site: Site, area: str | None) -> Acting:
    """Return an administrator as one who books in an area; NotFound for one that they do not see."""
    if area is not None and area not in areas_of(viewer, site):
        raise NotFound(say("There is nothing at this address."))
    return acting(site_of(viewer.area if area is None else area), viewer)


def exams_booked(rules: YearRules) -> dict[str, Exam]:
    """Return the year's exams that places are booked for, and its makeups, by key."""
    return {key: exam for key, exam in rules.exams.items() if exam.booking is not None or exam.makeup_of}


def has_bookings(site: Site) -> bool:
    """Tell whether the site's rules know an exam of this page."""
    try:
        return bool(exams_booked(rules_of(site)))
    except NotFound:  # the rules are left to the areas
        return False


def next_exam(by: Acting, exams: Mapping[str, Exam]) -> str:
    """Return the first of some exams that has sittings ahead, or the first of all."""
    rules, at = rules_of(by.site), now()
    ahead = (key for key in exams if any(one.opens > at for one in rules.sittings(key, by.site.zone)))
    return next(ahead, next(iter(exams)))


def exam_here(site: Site, key: str) -> Booked:
    """Return an exam that places are booked for; NotFound for every other."""
    rules = rules_of(site)
    exam = exams_booked(rules).get(key)
    if exam is None:
        raise NotFound(NO_EXAM)
    return Booked(key=key, rule=exam, rules=rules)


def days_of(by: Acting, exam: str) -> list[Day]:
    """Return an exam's sittings day by day, each with how full it is now."""
    rules, zone, at = rules_of(by.site), by.site.zone, now()
    laid_out = rules.sittings(exam, zone)
    taken, own = taken_by_sitting(rules.year, exam), _own_by_sitting(by, rules.year, exam)
    met = crowds(laid_out, taken, composition().peak)
    days = []
    for day, sittings in groupby(laid_out, key=lambda one: one.opens.astimezone(zone).date()):
        slots = [
            Slot(one, taken.get(one.opens, 0), own.get(one.opens, 0), one.opens > at, day) for one in sittings
        ]
        today = [one for one in met if one.at.astimezone(zone).date() == day]
        days.append(Day(day, slots, today))
    return days


def ahead_in(days: Sequence[Day]) -> list[Slot]:
    """Return the sittings that have not opened yet."""
    return [slot for day in days for slot in day.slots if slot.ahead]


def units_of(by: Acting, exam: Booked, query: Query) -> Units:
    """Return a page of the administrator's units with how far each is; with a list, of the units of its people."""
    where: list[sa.ColumnElement[bool]] = [
        by.scope.theirs(),
        Learner.active.is_(True),
        *listed_on(query.list),
    ]
    codes = sa.select(Learner.unit).where(*where).distinct()
    base = sa.select(Unit).where(Unit.code.in_(codes))
    if query.search.strip():
        base = base.where(Unit.name.contains(query.search.strip(), autoescape=True))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(base.subquery())) or 0
    query = replace(query, page=min(query.page, max(1, -(-total // Units.size))))
    page = base.order_by(Unit.code).limit(Units.size).offset((query.page - 1) * Units.size)
    units = db.session.scalars(page).all()
    found = _counted(by, exam, units, where)
    rows = [one for one in found if query.show != "open" or one.left]
    return Units(query=query, rows=rows, total=total)


def listed_on(number: str) -> list[sa.ColumnElement[bool]]:
    """Return the condition that a learner stands on a department's list; nothing for no list."""
    if not number:
        return []
    on = sa.select(CohortEntry.id).where(CohortEntry.list == UUID(number), OF_LEARNER, in_force())
    return [on.exists()]


def title_of_list(number: str) -> str:
    """Return the title of a department's list; "" for none."""
    if not number:
        return ""
    return db.session.scalar(sa.select(CohortList.title).where(CohortList.id == UUID(number))) or ""


def _counted(
    by: Acting, exam: Booked, units: Sequence[Unit], where: Sequence[sa.ColumnElement[bool]]
) -> list[UnitRow]:
    rows = _facts(exam, [unit.code for unit in units], where)
    theirs = _those_who_sit(by, exam, rows)
    by_unit: dict[str, list[Any]] = {}
    for row in rows:
        if row.id in theirs:
            by_unit.setdefault(row.unit, []).append(row)
    return [_unit_row(unit, exam, by_unit.get(unit.code, [])) for unit in units]


def _unit_row(unit: Unit, exam: Booked, rows: Sequence[Any]) -> UnitRow:
    if exam.rule.makeup_of:
        rows = [row for row in rows if row.state in MISSED or row.opens is not None]
    booked = sum(row.opens is not None for row in rows)
    done = sum(row.opens is None and row.state in NEEDS_NONE for row in rows)
    return UnitRow(unit, len(rows), booked, done)


def _facts(exam: Booked, units: Sequence[str], where: Sequence[sa.ColumnElement[bool]]) -> Sequence[Any]:
    same = sa.and_(Standing.tenant == Learner.tenant, Standing.learner == Learner.id)
    place = sa.and_(PlaceRow.tenant == Learner.tenant, PlaceRow.learner == Learner.id)
    query = sa.select(Learner.id, Learner.unit, Standing.state, PlaceRow.opens)
    query = query.outerjoin(Standing, sa.and_(same, Standing.year == exam.year))
    query = query.outerjoin(PlaceRow, sa.and_(place, PlaceRow.year == exam.year, PlaceRow.exam == exam.key))
    return db.session.execute(query.where(Learner.unit.in_(units), *where)).all()


def _those_who_sit(by: Acting, exam: Booked, rows: Sequence[Any]) -> set[UUID]:
    """Those of the exam's cohort; everybody where it is for all."""
    rules, at = rules_of(by.site), now()
    ids = [row.id for row in rows]
    if not exam.rule.cohort or not ids:
        return set(ids)
    return {
        learner
        for learner, person in persons_of(ids).items()
        if is_theirs(Case(rules=rules, facts=Facts(person=person), at=at, zone=by.site.zone), exam.key)
    }


def _own_by_sitting(by: Acting, year: int, exam: str) -> dict[datetime, int]:
    same = sa.and_(PlaceRow.tenant == Learner.tenant, PlaceRow.learner == Learner.id)
    query = sa.select(PlaceRow.opens, sa.func.count()).join(Learner, same)
    query = query.where(PlaceRow.year == year, PlaceRow.exam == exam, by.scope.theirs())
    return dict(db.session.execute(query.group_by(PlaceRow.opens)).tuples().all())


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
