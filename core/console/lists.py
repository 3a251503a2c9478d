"""The administrator's list of learners: who is behind comes first; filters, search and sort stay in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Filters, Learner, Scope, Unit, narrowed
from core.db import db
from core.standings.service import Standing
from core.web.paging import Paged, list_address, page_number
from core.web.site import Site

BEHIND_FIRST = (
    "failed", "absent", "not_started", "studying", "ready", "passed", "exempt", "not_assessed", "deactivated",
)  # fmt: skip
"""States in the order of the list: who needs somebody's care comes first."""
BEHIND = BEHIND_FIRST[: BEHIND_FIRST.index("passed")]

SORTS: Mapping[str, Any] = {
    "behind": (
        sa.func.coalesce(sa.func.array_position(sa.literal(list(BEHIND_FIRST)), Standing.state), 0),
        Standing.earned,
    ),
    "name": (Learner.pinyin,),
    "account": (Learner.account,),
    "earned": (Standing.earned.desc().nulls_last(),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the list asks for."""

    search: str = ""
    state: str = ""
    unit: str = ""
    sort: str = "behind"
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        page = sent.get("page", "1")
        return cls(
            search=sent.get("q", "")[:60],
            state=sent.get("state", ""),
            unit=sent.get("unit", ""),
            sort=sent["sort"] if sent.get("sort") in SORTS else "behind",
            page=page_number(page),
        )

    def address(self, **changed: object) -> str:
        """Return the address of the list with some of it changed; another filter begins at the first page."""
        values = {
            "q": self.search,
            "state": self.state,
            "unit": self.unit,
            "sort": self.sort,
            "page": 1,
        } | changed
        return list_address(values, usual={"sort": "behind"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One learner of the list."""

    learner: Learner
    unit: Unit
    state: str
    score: Decimal | None
    earned: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerList(Paged):
    """A page of the list, with how many stand in each state."""

    query: Query
    rows: Sequence[Row]
    total: int
    counts: Mapping[str, int]


def learner_list(scope: Scope, query: Query, site: Site) -> LearnerList:
    """Return a page of the learners that an administrator sees, each as they stand in the year of their own place."""
    base = _joined(narrowed(scope, Filters(search=query.search, unit=query.unit)), site)
    counts = _counts(base)
    total = counts.get(query.state, 0) if query.state else sum(counts.values())
    query = replace(query, page=min(query.page, max(1, -(-total // LearnerList.size))))
    chosen = base.where(_state() == query.state) if query.state else base
    page = chosen.order_by(*SORTS[query.sort], Learner.account).offset((query.page - 1) * LearnerList.size)
    return LearnerList(query=query, rows=_rows(page.limit(LearnerList.size)), total=total, counts=counts)


def every_row(scope: Scope, query: Query, site: Site, most: int) -> Sequence[Row]:
    """Return all rows that the list's filters show, in its order, up to a number."""
    base = _joined(narrowed(scope, Filters(search=query.search, unit=query.unit)), site)
    chosen = base.where(_state() == query.state) if query.state else base
    return _rows(chosen.order_by(*SORTS[query.sort], Learner.account).limit(most))


def rows_of(scope: Scope, learners: Sequence[UUID], site: Site) -> Sequence[Row]:
    """Return the rows of those of some learners whom an administrator sees, by account."""
    base = _joined(narrowed(scope, Filters()), site)
    return _rows(base.where(Learner.id.in_(learners)).order_by(Learner.account))


def behind(scope: Scope, site: Site, most: int) -> Sequence[Row]:
    """Return those who need care first, the worst before all others: nobody who has passed, is exempt or out of the year."""
    base = _joined(narrowed(scope, Filters()), site).where(_state().in_(BEHIND))
    return _rows(base.order_by(*SORTS["behind"], Learner.account).limit(most))


def counts_of(scope: Scope, site: Site) -> dict[str, int]:
    """Return how many of an administrator's learners stand in each state."""
    return _counts(_joined(narrowed(scope, Filters()), site))


def _rows(query: sa.Select[Any]) -> Sequence[Row]:
    return [
        Row(learner=learner, unit=unit, state=state, score=score, earned=earned)
        for learner, unit, state, score, earned in db.session.execute(query)
    ]


def _joined(base: sa.Select[tuple[Learner, Unit]], site: Site) -> sa.Select[Any]:
    years = {area: place.year for area, place in site.the_tenant.places.items()}
    year = sa.case(years, value=Unit.area, else_=site.year)
    own = sa.and_(Standing.tenant == Learner.tenant, Standing.learner == Learner.id, Standing.year == year)
    return base.outerjoin(Standing, own).add_columns(_state().label("state"), Standing.score, Standing.earned)


def _state() -> sa.ColumnElement[str]:
    return sa.func.coalesce(Standing.state, "not_started")


def _counts(base: sa.Select[Any]) -> dict[str, int]:
    """Count the very rows that the list shows; narrowed to some columns, the join would lose those without a standing."""
    inner = base.subquery()
    query = sa.select(inner.c.state, sa.func.count()).group_by(inner.c.state)
    return dict(db.session.execute(query).tuples().all())
