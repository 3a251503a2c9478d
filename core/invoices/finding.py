"""Invoices as those see them who may: finance all of its place, a unit's administrator their units', with the clock of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Scope
from core.db import db
from core.errors import NotFound
from core.fees.service import FeeOrder, Promise, fees_of, promises
from core.invoices.models import STANDING, STATES, Invoice
from core.invoices.requesting import NONE_HERE
from core.web.paging import Paged, list_address, page_number
from core.web.site import Site

MOST_DIGITS = 12
OF_ORDER = sa.and_(FeeOrder.tenant == Invoice.tenant, FeeOrder.id == Invoice.order_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the list asks for."""

    state: str = ""
    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        state = sent.get("state", "")
        return cls(
            state=state if state in STATES else "",
            search=sent.get("q", "").strip()[:60],
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed; another filter begins at the first page."""
        return list_address({"state": self.state, "q": self.search, "page": 1} | changed)


@dataclass(frozen=True, slots=True)
class Row:
    """An invoice with its order."""

    invoice: Invoice
    order: FeeOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Paged):
    """A page of invoices."""

    query: Query
    rows: Sequence[Row]
    total: int
    counts: Mapping[str, int]


def invoices_in(scope: Scope, query: Query) -> Found:
    """Return a page of the invoices of a scope: the oldest requests first, what is issued after them, the newest first."""
    base = _searched(_held(scope), query.search)
    inner = base.with_only_columns(Invoice.state.label("state")).subquery()
    counted = sa.select(inner.c.state, sa.func.count()).group_by(inner.c.state)
    counts = dict(db.session.execute(counted).tuples().all())
    chosen = base.where(Invoice.state == query.state) if query.state else base
    waiting = sa.case((Invoice.state == "requested", Invoice.number))
    ordered = chosen.order_by(waiting.asc().nulls_last(), Invoice.number.desc())
    page = ordered.limit(Found.size).offset((query.page - 1) * Found.size)
    rows = [Row(*one) for one in db.session.execute(page)]
    total = counts.get(query.state, 0) if query.state else sum(counts.values())
    return Found(query=query, rows=rows, total=total, counts=counts)


def invoice_in(scope: Scope, invoice: UUID) -> Row:
    """Return an invoice of a scope; NotFound for every other."""
    found = db.session.execute(_held(scope).where(Invoice.id == invoice)).one_or_none()
    if found is None:
        raise NotFound(NONE_HERE)
    return Row(*found)


def invoice_of(order: UUID) -> Invoice | None:
    """Return the standing invoice of an order, for whoever has shown that the order is theirs."""
    query = sa.select(Invoice).where(Invoice.order_id == order, Invoice.state.in_(STANDING))
    return db.session.scalars(query).one_or_none()


def promise_of(site: Site, order: FeeOrder, area: str) -> Promise | None:
    """Return the days between which the rules promise an order's invoice; None where they promise none."""
    placed = order.ordered_at.astimezone(site.zone).date()
    return dict(promises(fees_of(site, area), placed)).get("invoice")


def is_late(row: Invoice, promise: Promise | None, today: date) -> bool:
    """Tell whether a request has waited longer than was promised."""
    return row.state == "requested" and promise is not None and today > promise.last


def _held(scope: Scope) -> sa.Select[tuple[Invoice, FeeOrder]]:
    query = sa.select(Invoice, FeeOrder).join(FeeOrder, OF_ORDER)
    return query.where(FeeOrder.unit.in_(scope.units))


def _searched(query: sa.Select[tuple[Invoice, FeeOrder]], text: str) -> sa.Select[tuple[Invoice, FeeOrder]]:
    if not text:
        return query
    digits = text.upper().removeprefix("FP").rpartition("-")[2]
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS else -1
    columns = (Invoice.title, Invoice.taxpayer, Invoice.code, FeeOrder.applicant)
    said = [column.contains(text, autoescape=True) for column in columns]
    return query.where(sa.or_(Invoice.number == number, FeeOrder.number == number, *said))
