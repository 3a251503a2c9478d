"""Registrations of an administrator's units in pages: those that wait first, filtered by state, searched by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Unit
from core.db import db
from core.registrations.models import STATES, Registration
from core.rosters.service import Desk
from core.web.paging import Paged, list_address, page_number

AT_ONCE = 500
"""The most that are entered in one act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the list asks for."""

    state: str = "waiting"
    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        state = sent.get("state", "waiting")
        return cls(
            state=state if state in {*STATES, "all"} else "waiting",
            search=sent.get("q", "").strip()[:60],
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed; another filter begins at the first page."""
        values = {"state": self.state, "q": self.search, "page": 1} | changed
        return list_address(values, usual={"state": "waiting"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrations(Paged):
    """A page of registrations with their units, and how many there are in each state."""

    query: Query
    rows: Sequence[tuple[Registration, Unit]]
    total: int
    counts: Mapping[str, int]


def registrations_of(desk: Desk, query: Query) -> Registrations:
    """Return a page of the registrations for the administrator's units, the longest waiting first."""
    base = _matching(desk, query.search)
    counts = _counts(base)
    if query.state != "all":
        base = base.where(Registration.state == query.state)
    total = sum(counts.values()) if query.state == "all" else counts.get(query.state, 0)
    query = replace(query, page=min(query.page, max(1, -(-total // Registrations.size))))
    order = Registration.at if query.state == "waiting" else Registration.at.desc()
    page = base.order_by(order, Registration.id).offset((query.page - 1) * Registrations.size)
    rows = db.session.execute(page.limit(Registrations.size)).tuples().all()
    return Registrations(query=query, rows=rows, total=total, counts=counts)


def waiting_in(desk: Desk, search: str) -> list[UUID]:
    """Return the registrations that wait for the administrator and match a search, the longest waiting first."""
    waiting = _matching(desk, search).where(Registration.state == "waiting")
    rows = waiting.with_only_columns(Registration.id).order_by(Registration.at).limit(AT_ONCE)
    return list(db.session.scalars(rows))


def _matching(desk: Desk, search: str) -> sa.Select[tuple[Registration, Unit]]:
    same = sa.and_(Unit.tenant == Registration.tenant, Unit.code == Registration.unit)
    base = sa.select(Registration, Unit).join(Unit, same).where(Registration.unit.in_(desk.scope.units))
    if not search:
        return base
    found = (one.contains(search, autoescape=True) for one in (Registration.name, Unit.name))
    return base.where(sa.or_(*found, Registration.reference == "".join(search.upper().split("-"))))


def _counts(base: sa.Select[tuple[Registration, Unit]]) -> dict[str, int]:
    query = base.with_only_columns(Registration.state, sa.func.count(), maintain_column_froms=True).group_by(
        Registration.state
    )
    return dict(db.session.execute(query).tuples().all())
