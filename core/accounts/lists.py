"""Lists of learners for administrators: filtered, searched by name, pinyin and number, sorted and in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.accounts.models import Learner, Unit
from core.accounts.scope import Scope
from core.db import db

PAGE_SIZE = 50
SORTS: Mapping[str, Any] = {
    "name": Learner.pinyin,
    "account": Learner.account,
    "unit": Learner.unit,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; empty values narrow nothing."""

    search: str = ""
    unit: str = ""
    tier: str = ""
    active: bool | None = None
    locked: bool = False
    sort: str = "name"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of learners with their units, and how many there are in all."""

    rows: Sequence[tuple[Learner, Unit]]
    total: int
    number: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


def learners_in(scope: Scope, filters: Filters, page: int = 1, size: int = PAGE_SIZE) -> Page:
    """Return a page of the scope's learners that pass the filters."""
    query = narrowed(scope, filters)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    number = min(max(1, page), max(1, -(-total // size)))
    ordered = query.order_by(SORTS.get(filters.sort, Learner.pinyin), Learner.account)
    rows = db.session.execute(ordered.limit(size).offset((number - 1) * size)).all()
    return Page([(learner, unit) for learner, unit in rows], total, number, size)


def narrowed(scope: Scope, filters: Filters) -> sa.Select[tuple[Learner, Unit]]:
    """Return the query of the scope's learners that pass the filters, unsorted; for lists that join more to it."""
    query = sa.select(Learner, Unit).join(
        Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit)
    )
    query = query.where(scope.theirs())
    if filters.search:
        query = query.where(_found_by(filters.search))
    if filters.unit:
        query = query.where(Learner.unit == filters.unit)
    if filters.tier:
        query = query.where(Learner.tier == filters.tier)
    if filters.active is not None:
        query = query.where(Learner.active.is_(filters.active))
    if filters.locked:
        query = query.where(Learner.locked_until > sa.func.now())
    return query


def _found_by(search: str) -> sa.ColumnElement[bool]:
    typed = search.strip()
    joined = "".join(typed.split()).lower()
    return sa.or_(
        Learner.name.contains(typed, autoescape=True),
        Learner.pinyin.startswith(joined, autoescape=True),
        Learner.account.startswith(typed, autoescape=True),
        Learner.phone.startswith(typed, autoescape=True) if typed.isdigit() else sa.false(),
    )
