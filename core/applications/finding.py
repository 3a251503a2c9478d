"""The reviewers' list of exemptions: filtered by state, reason and unit, searched by person or unit, in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.accounts.service import Filters, Learner, Scope, Unit, narrowed
from core.db import db
from core.exemptions.service import STATES, WAITING, ExemptionRow
from core.web.paging import Paged, list_address, page_number

PAGE_SIZE = 50
LONGEST_SEARCH = 60
LONGEST_KEY = 80
GROUPS: Mapping[str, Sequence[str]] = {
    "waiting": WAITING,
    **{state: (state,) for state in STATES if state not in WAITING},
}
"""What the list is narrowed to by state; what waits for a decision goes together."""
OF_LEARNER = sa.and_(Learner.tenant == ExemptionRow.tenant, Learner.id == ExemptionRow.learner)
OF_UNIT = sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the list asks for."""

    search: str = ""
    state: str = ""
    reason: str = ""
    unit: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        state = sent.get("state", "")
        return cls(
            search=_plain(sent.get("q", ""), LONGEST_SEARCH),
            state=state if state in GROUPS else "",
            reason=_plain(sent.get("reason", ""), LONGEST_KEY),
            unit=_plain(sent.get("unit", ""), LONGEST_KEY),
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address of the list with some of it changed; another filter begins at the first page."""
        values = {
            "q": self.search,
            "state": self.state,
            "reason": self.reason,
            "unit": self.unit,
            "page": 1,
        } | changed
        return list_address(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Paged):
    """A page of the list, with how many there are in each group of states."""

    query: Query
    rows: Sequence[tuple[ExemptionRow, Learner, Unit]]
    total: int
    counts: Mapping[str, int]


def exemptions_in(scope: Scope, year: int, query: Query) -> Found:
    """Return a page of a year's exemptions of an administrator's learners: what waits first, the oldest of them on top."""
    base = _base(scope, year, query)
    counts = _counts(base)
    chosen = base.where(ExemptionRow.state.in_(GROUPS[query.state])) if query.state else base
    page = chosen.order_by(*_order()).limit(PAGE_SIZE).offset((query.page - 1) * PAGE_SIZE)
    rows = [(row, learner, unit) for row, learner, unit in db.session.execute(page)]
    total = counts.get(query.state, 0) if query.state else sum(counts.values())
    return Found(query=query, rows=rows, total=total, counts=counts)


def _base(scope: Scope, year: int, query: Query) -> sa.Select[Any]:
    base = sa.select(ExemptionRow, Learner, Unit).join(Learner, OF_LEARNER).join(Unit, OF_UNIT)
    base = base.where(Learner.unit.in_(scope.units), ExemptionRow.year == year)
    if query.reason:
        base = base.where(ExemptionRow.reason == query.reason)
    if query.unit:
        base = base.where(Learner.unit == query.unit)
    if query.search.strip():
        typed = query.search.strip()
        people: sa.Select[Any] = narrowed(scope, Filters(search=typed)).with_only_columns(Learner.id)
        base = base.where(sa.or_(Learner.id.in_(people), Unit.name.contains(typed, autoescape=True)))
    return base


def _order() -> Sequence[Any]:
    waiting = sa.case((ExemptionRow.state.in_(WAITING), ExemptionRow.applied_at))
    return (
        sa.func.array_position(sa.literal(list(STATES)), ExemptionRow.state),
        waiting.asc().nulls_last(),
        ExemptionRow.applied_at.desc(),
        ExemptionRow.id,
    )


def _counts(base: sa.Select[Any]) -> dict[str, int]:
    inner = base.with_only_columns(ExemptionRow.state.label("state")).subquery()
    query = sa.select(inner.c.state, sa.func.count()).group_by(inner.c.state)
    by_state = dict(db.session.execute(query).tuples().all())
    return {group: sum(by_state.get(state, 0) for state in states) for group, states in GROUPS.items()}


def _plain(text: str, longest: int) -> str:
    return text[:longest].replace("\0", "")
