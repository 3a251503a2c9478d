"""The tree of units as of a day: today's, with what has happened since taken back."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from core.accounts.service import Unit, subtree
from core.db import db
from core.rosters.models import UnitChange


def parents_on(day: date) -> dict[str, str | None]:
    """Return the parent of each unit that there was at the end of a day; a closed unit is in it before its closing day."""
    parents = {code: parent for code, parent, closed in _units() if closed is None or closed > day}
    query = sa.select(UnitChange).where(UnitChange.state == "done", UnitChange.day > day)
    for change in db.session.scalars(query.order_by(UnitChange.day.desc(), UnitChange.number.desc())):
        _take_back(parents, change)
    return parents


def units_below(root: str, day: date) -> frozenset[str]:
    """Return a unit and all that lay below it on a day."""
    return subtree(root, parents_on(day))


def _take_back(parents: dict[str, str | None], change: UnitChange) -> None:
    if change.act == "moved" and change.unit in parents:
        parents[change.unit] = change.before
    elif change.act in {"added", "split"}:
        parents.pop(change.unit, None)


def _units() -> list[tuple[str, str | None, date | None]]:
    return list(db.session.execute(sa.select(Unit.code, Unit.parent, Unit.closed_on)).tuples())


def path_of(code: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return the codes from the top of the tree down to a unit."""
    path: list[str] = []
    here: str | None = code
    while here is not None and here not in path:
        path.append(here)
        here = parents.get(here)
    return tuple(reversed(path))
