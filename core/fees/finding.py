"""Orders as those see them who may: a unit's administrator their units', the office all of its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Scope, Unit
from core.db import db
from core.decisions.stored import restore_line
from core.decisions.values import Line, say
from core.errors import NotFound
from core.fees.models import OPEN, STATES, FeeEntry, FeeOrder
from core.fees.money import SIGNED
from core.web.paging import Paged, list_address, page_number

OF_UNIT = sa.and_(Unit.tenant == FeeOrder.tenant, Unit.code == FeeOrder.unit)
NONE_HERE = say("There is no such order here.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the list asks for."""

    state: str = ""
    late: str = ""
    """"yes": only what should have been activated by now."""
    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        state = sent.get("state", "")
        return cls(
            state=state if state in STATES else "",
            late="yes" if sent.get("late") else "",
            search=sent.get("q", "").strip()[:60],
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed; another filter begins at the first page."""
        return list_address({"state": self.state, "late": self.late, "q": self.search, "page": 1} | changed)


@dataclass(frozen=True, slots=True)
class Row:
    """An order with its unit and what is still to be paid, in fen."""

    order: FeeOrder
    unit: Unit
    due: int

    @property
    def waits(self) -> bool:
        """Tell whether its unit is still to be opened, and it stands at the one above meanwhile."""
        return bool(self.order.applicant) and self.unit.name != self.order.applicant

    @property
    def name(self) -> str:
        """The name of the unit that has ordered."""
        return self.order.applicant if self.waits else self.unit.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Paged):
    """A page of orders."""

    query: Query
    rows: Sequence[Row]
    total: int
    counts: Mapping[str, int]
    late: int = 0
    """How many should have been activated by now."""


def orders_in(scope: Scope, query: Query, late: datetime | None = None) -> Found:
    """Return a page of the orders of a scope, the newest first; open ones from before ``late`` should be activated by now."""
    base = _searched(_held(scope), query.search)
    inner = base.with_only_columns(FeeOrder.state.label("state")).subquery()
    counts = dict(
        db.session.execute(sa.select(inner.c.state, sa.func.count()).group_by(inner.c.state)).tuples().all()
    )
    overdue = base.where(_late(late))
    late_ones = db.session.scalar(sa.select(sa.func.count()).select_from(overdue.subquery())) or 0
    chosen = overdue if query.late else base
    chosen = chosen.where(FeeOrder.state == query.state) if query.state else chosen
    page = chosen.order_by(FeeOrder.number.desc()).limit(Found.size).offset((query.page - 1) * Found.size)
    rows = [Row(*one) for one in db.session.execute(page)]
    total = db.session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery())) or 0
    return Found(query=query, rows=rows, total=total, counts=counts, late=late_ones)


def order_in(scope: Scope, order: UUID) -> Row:
    """Return an order of a scope; NotFound for every other."""
    found = db.session.execute(_held(scope).where(FeeOrder.id == order)).one_or_none()
    if found is None:
        raise NotFound(NONE_HERE)
    return Row(*found)


def locked(scope: Scope, order: UUID) -> FeeOrder:
    """Return an order of a scope as it is now, held until the transaction ends; NotFound for every other."""
    query = sa.select(FeeOrder).where(FeeOrder.id == order, FeeOrder.unit.in_(scope.units))
    held = query.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalars(held).one_or_none()
    if row is None:
        raise NotFound(NONE_HERE)
    return row


def order_with(number: UUID) -> FeeOrder | None:
    """Return an order of the tenant by its key, for those who tell of it; None when there is none."""
    return db.session.scalars(sa.select(FeeOrder).where(FeeOrder.id == number)).one_or_none()


def lines_of(order: FeeOrder) -> list[Line]:
    """Return the explained lines of an order's price."""
    return [restore_line(kept) for kept in order.lines]


def due_of_order() -> sa.ScalarSelect[int]:
    """Return the column of what is still to be paid for an order, in fen."""
    due = sa.select(SIGNED["owed"]).where(
        FeeEntry.tenant == FeeOrder.tenant, FeeEntry.order_id == FeeOrder.id
    )
    return due.correlate(FeeOrder).scalar_subquery()


def _late(before: datetime | None) -> sa.ColumnElement[bool]:
    if before is None:
        return sa.false()
    return sa.and_(FeeOrder.state.in_(OPEN), FeeOrder.ordered_at < before)


def _held(scope: Scope) -> sa.Select[tuple[FeeOrder, Unit, int]]:
    query = sa.select(FeeOrder, Unit, due_of_order()).join(Unit, OF_UNIT)
    return query.where(FeeOrder.unit.in_(scope.units))


def _searched(
    query: sa.Select[tuple[FeeOrder, Unit, int]], text: str
) -> sa.Select[tuple[FeeOrder, Unit, int]]:
    if not text:
        return query
    number = text.rpartition("-")[2]
    same = FeeOrder.number == int(number) if number.isascii() and number.isdecimal() else sa.false()
    columns = (Unit.name, FeeOrder.title, FeeOrder.taxpayer, FeeOrder.applicant)
    return query.where(sa.or_(same, *(column.contains(text, autoescape=True) for column in columns)))
