"""What an administrator sees: a subtree of units, an area, a whole place, a cohort; everything else is not found."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from core.accounts.areas import lies_in
from core.accounts.models import Administrator, CohortEntry, CohortList, Learner, Unit
from core.db import db, now
from core.decisions.values import say
from core.errors import NotFound
from core.web.roles import duties_of, those_who
from core.web.site import Helper, Viewer


@dataclass(frozen=True, slots=True)
class Scope:
    """The codes of the units that an administrator sees, and people whom they see wherever their unit is."""

    units: frozenset[str]
    people: frozenset[UUID] = frozenset()

    def theirs(self) -> sa.ColumnElement[bool]:
        """Return the condition that a learner is seen."""
        of_units = Learner.unit.in_(self.units)
        return sa.or_(of_units, Learner.id.in_(self.people)) if self.people else of_units


class _Row(NamedTuple):
    code: str
    parent: str | None
    area: str
    region: str
    provincial_direct: bool


def scope_of(viewer: Viewer) -> Scope:
    """Return whom an administrator sees, by the reach of their role."""
    reach = duties_of(viewer.role).reach if viewer.is_administrator else "nothing"
    if reach == "nothing":
        return Scope(frozenset())
    if reach == "cohort":
        return _of_lists(viewer.unit)
    rows = _tree()
    if reach == "place":
        return Scope(frozenset(row.code for row in rows if lies_in(row.area, viewer.area)))
    heads = _of_area(viewer.unit, rows) if reach == "area" else {viewer.unit}
    return Scope(_below(heads, {row.code: row.parent for row in rows}))


def everything() -> Scope:
    """Return every unit of the tenant, for commands on the server."""
    return Scope(frozenset(row.code for row in _tree()))


def administrator_now(administrator: UUID) -> Viewer:
    """Return an administrator as who looks now, for a job of theirs: their rights may have changed since they asked.

    NotFound for one who is no longer there or active.
    """
    query = sa.select(Administrator).where(Administrator.id == administrator, Administrator.active)
    one = db.session.scalars(query).one_or_none()
    if one is None:
        raise NotFound(say("There is no such administrator here."))
    home = unit(one.unit)
    return Viewer(
        id=one.id,
        kind="administrator",
        name=one.name,
        administrator_id=one.id,
        role=one.role,  # type: ignore[arg-type]  # the table's check holds the roles
        unit=home.code,
        unit_name=home.name,
        area=home.area,
    )


def subtree(root: str, parents: dict[str, str | None]) -> frozenset[str]:
    """Return a unit and all below it."""
    return _below({root}, parents)


def _of_lists(department: str) -> Scope:
    """A cohort's organiser sees whom the lists of their department name now, whatever unit they are of."""
    query = sa.select(CohortEntry.learner, CohortEntry.unit).join(
        CohortList, sa.and_(CohortList.tenant == CohortEntry.tenant, CohortList.id == CohortEntry.list)
    )
    at = now()
    query = query.where(CohortList.unit == department, CohortEntry.since <= at, at < CohortEntry.until)
    rows = db.session.execute(query).tuples().all()
    return Scope(
        frozenset(unit for _, unit in rows if unit is not None),
        frozenset(learner for learner, _ in rows if learner is not None),
    )


def _of_area(home: str, rows: Sequence[_Row]) -> set[str]:
    """An area's office sees its own unit and the units of its area or region but for those of the province."""
    own = next(row for row in rows if row.code == home)
    inside = {row.code for row in rows if own.area and lies_in(row.area, own.area)}
    beside = {row.code for row in rows if own.region and row.region == own.region and row.area == own.area}
    direct = {row.code for row in rows if row.provincial_direct}
    return ((inside | beside) - direct) | {home}


def _below(heads: set[str], parents: dict[str, str | None]) -> frozenset[str]:
    children: dict[str, list[str]] = {}
    for code, parent in parents.items():
        children.setdefault(parent or "", []).append(code)
    found, waiting = set(heads), list(heads)
    while waiting:
        below = [code for code in children.get(waiting.pop(), []) if code not in found]
        found.update(below)
        waiting.extend(below)
    return frozenset(found)


def learner_in(scope: Scope, learner: UUID) -> Learner:
    """Return a learner of the scope; NotFound for every other, whether they exist or not."""
    row = db.session.scalars(sa.select(Learner).where(Learner.id == learner, scope.theirs())).one_or_none()
    if row is None:
        raise NotFound(say("There is no such learner here."))
    return row


def all_in(scope: Scope, learners: Collection[UUID]) -> None:
    """Raise NotFound unless every one of the learners is of the scope."""
    query = sa.select(Learner.id).where(Learner.id.in_(learners), scope.theirs())
    if set(db.session.scalars(query)) != set(learners):
        raise NotFound(say("There is no such learner here."))


def unit_in(scope: Scope, code: str) -> Unit:
    """Return a unit of the scope; NotFound for every other."""
    if code not in scope.units:
        raise NotFound(say("There is no such unit here."))
    return unit(code)


def unit(code: str) -> Unit:
    """Return a unit of the tenant; NotFound when there is none."""
    row = db.session.scalars(sa.select(Unit).where(Unit.code == code)).one_or_none()
    if row is None:
        raise NotFound(say("There is no such unit here."))
    return row


def administrators_of(code: str) -> tuple[Helper, ...]:
    """Return who looks after a unit: its own administrators, or those of the next unit above; an area's office comes last."""
    parents = {row.code: row.parent for row in _tree()}
    here: str | None = code
    while here is not None:
        found = _administrators_at(here)
        if found:
            return found
        here = parents.get(here)
    return ()


def helpers_of(viewer: Viewer) -> tuple[Helper, ...]:
    """Return who can help the viewer; nobody for those who are administrators themselves."""
    return administrators_of(viewer.unit) if viewer.is_learner else ()


def keepers_of(codes: Collection[str]) -> dict[str, tuple[UUID, ...]]:
    """Return who looks after units, by unit: its own active administrators, or those of the nearest unit above with any."""
    query = sa.select(Administrator.unit, Administrator.id).where(
        Administrator.active, Administrator.role.in_(those_who("units"))
    )
    at: dict[str, list[UUID]] = {}
    for code, administrator in db.session.execute(query):
        at.setdefault(code, []).append(administrator)
    parents = {row.code: row.parent for row in _tree()}
    return {code: tuple(at.get(_nearest(code, parents, at), ())) for code in codes}


def _nearest(code: str, parents: dict[str, str | None], at: Collection[str]) -> str:
    here: str | None = code
    while here is not None and here not in at:
        here = parents.get(here)
    return here or ""


def _administrators_at(code: str) -> tuple[Helper, ...]:
    query = sa.select(Administrator, Unit.name).join(
        Unit, sa.and_(Unit.tenant == Administrator.tenant, Unit.code == Administrator.unit)
    )
    rows = db.session.execute(
        query.where(
            Administrator.unit == code, Administrator.active, Administrator.role.in_(those_who("units"))
        ).order_by(Administrator.role != "unit_administrator", Administrator.name)
    )
    return tuple(
        Helper(name=row.name, unit_name=unit_name, phone=row.phone if row.shared_contact else "")
        for row, unit_name in rows
    )


def _tree() -> list[_Row]:
    columns = (Unit.code, Unit.parent, Unit.area, Unit.region, Unit.provincial_direct)
    return [_Row(*row) for row in db.session.execute(sa.select(*columns))]
