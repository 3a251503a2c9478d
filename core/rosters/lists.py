"""The rows of an import in pages, narrowed by what happens to them and searched by name or number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from core.db import db
from core.rosters.models import RosterImport, RosterRow
from core.rosters.plans import ORDER
from core.web.paging import Paged, list_address, page_number

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of an import's page asks for."""

    what: str = ""
    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        what = sent.get("what", "")
        return cls(
            what=what if what in ORDER else "",
            search=sent.get("q", "").strip()[:60],
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed; another filter begins at the first page."""
        return list_address({"q": self.search, "what": self.what, "page": 1} | changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows(Paged):
    """A page of an import's rows."""

    query: Query
    rows: Sequence[RosterRow]
    total: int


def rows_of(row: RosterImport, query: Query) -> Rows:
    """Return a page of an import's rows, the refused ones first."""
    base = sa.select(RosterRow).where(RosterRow.import_id == row.id)
    if query.what:
        base = base.where(RosterRow.what == query.what)
    if query.search:
        found = (
            column.contains(query.search, autoescape=True)
            for column in (RosterRow.name, RosterRow.key, RosterRow.unit)
        )
        base = base.where(sa.or_(*found))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(base.subquery())) or 0
    query = replace(query, page=min(query.page, max(1, -(-total // PAGE_SIZE))))
    place = sa.func.array_position(sa.literal(list(ORDER)), RosterRow.what)
    ordered = base.order_by(place, RosterRow.line)
    page = ordered.offset((query.page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return Rows(query=query, rows=db.session.scalars(page).all(), total=total)


def refused_rows(number: UUID) -> Sequence[RosterRow]:
    """Return the refused rows of an import in the file's order."""
    query = sa.select(RosterRow).where(RosterRow.import_id == number, RosterRow.what == "refused")
    return db.session.scalars(query.order_by(RosterRow.line)).all()
