"""What an administrator sees: a subtree of units, or a whole place; everything else is not found."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from core.accounts.areas import lies_in
from core.accounts.models import Administrator, Learner, Unit
from core.db import db
from core.decisions.values import say
from core.errors import NotFound
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


def scope_of(viewer: Viewer) -> Scope:
    """Return the units that an administrator sees: an office its whole place, an editor none, the others their subtree."""
    if not viewer.is_administrator or viewer.role == "content_editor":
        return Scope(frozenset())
    rows = [(code, parent, area) for code, parent, area in _tree()]
    if viewer.role == "provincial_office":
        return Scope(frozenset(code for code, _, area in rows if lies_in(area, viewer.area)))
    return Scope(subtree(viewer.unit, {code: parent for code, parent, _ in rows}))


def everything() -> Scope:
    """Return every unit of the tenant, for commands on the server."""
    return Scope(frozenset(code for code, _, _ in _tree()))


def subtree(root: str, parents: dict[str, str | None]) -> frozenset[str]:
    """Return a unit and all below it."""
    children: dict[str, list[str]] = {}
    for code, parent in parents.items():
        children.setdefault(parent or "", []).append(code)
    found, waiting = {root}, [root]
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
    """Return who looks after a unit, nearest first: its own administrators, or those of the next unit above."""
    parents = {child: parent for child, parent, _ in _tree()}
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


def _administrators_at(code: str) -> tuple[Helper, ...]:
    query = sa.select(Administrator, Unit.name).join(
        Unit, sa.and_(Unit.tenant == Administrator.tenant, Unit.code == Administrator.unit)
    )
    rows = db.session.execute(
        query.where(Administrator.unit == code, Administrator.active).order_by(Administrator.name)
    )
    return tuple(
        Helper(name=row.name, unit_name=unit_name, phone=row.phone if row.shared_contact else "")
        for row, unit_name in rows
    )


def _tree() -> list[tuple[str, str | None, str]]:
    rows = db.session.execute(sa.select(Unit.code, Unit.parent, Unit.area))
    return [(code, parent, area) for code, parent, area in rows]
