"""Who stands on the roster sheets of an administrator's units, and whether they have an account yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from core.accounts.service import Learner, Unit, masked
from core.audit.service import note
from core.db import db
from core.rosters.desk import Desk
from core.rosters.handed import take_off
from core.rosters.models import SheetPerson
from core.web.paging import Paged, list_address, page_number

MOST_YEAR = 9999


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleQuery:
    """What the address of the list asks for."""

    state: str = "missing"
    unit: str = ""
    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "PeopleQuery":
        """Read an address; what makes no sense is left out."""
        state = sent.get("state", "missing")
        return cls(
            state=state if state in {"missing", "entered", "all"} else "missing",
            unit=sent.get("unit", "")[:60],
            search=sent.get("q", "").strip()[:60],
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed; another filter begins at the first page."""
        values = {"state": self.state, "unit": self.unit, "q": self.search, "page": 1} | changed
        return list_address(values, usual={"state": "missing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSheets(Paged):
    """A page of the people on sheets: each with their unit, and the account where they have one."""

    query: PeopleQuery
    rows: Sequence[tuple[SheetPerson, Unit, Any]]
    total: int
    counts: Mapping[str, int]


def people_on_sheets(desk: Desk, query: PeopleQuery) -> OnSheets:
    """Return a page of who stands on the sheets of the administrator's units."""
    base = _base(desk, query)
    has = Learner.id.is_not(None)
    rows_by = db.session.execute(
        base.with_only_columns(has, sa.func.count(), maintain_column_froms=True).group_by(has)
    )
    counted = {bool(yes): count for yes, count in rows_by}
    counts = {"missing": counted.get(False, 0), "entered": counted.get(True, 0)}
    total = sum(counts.values())
    if query.state != "all":
        base, total = base.where(has if query.state == "entered" else ~has), counts[query.state]
    query = replace(query, page=min(query.page, max(1, -(-total // OnSheets.size))))
    page = base.order_by(Unit.name, SheetPerson.name, SheetPerson.id_number)
    page = page.offset((query.page - 1) * OnSheets.size).limit(OnSheets.size)
    rows = [(person, unit, learner) for person, unit, learner in db.session.execute(page)]
    return OnSheets(query=query, rows=rows, total=total, counts=counts)


def take_off_sheet(desk: Desk, year: int, id_number: str) -> str:
    """Take somebody off a sheet, noted in the trail, and commit; returns the name, "" for who is on none."""
    row = take_off(desk, year, id_number) if 0 < year <= MOST_YEAR else None
    if row is None:
        return ""
    note(desk.actor, "sheet_person_off", row.unit, name=row.name, id_number=masked(row.id_number))
    name = row.name
    db.session.commit()
    return name


def _base(desk: Desk, query: PeopleQuery) -> sa.Select[Any]:
    same = sa.and_(
        Learner.tenant == SheetPerson.tenant,
        Learner.id_number == SheetPerson.id_number,
        Learner.id_number != "",
    )
    years = sorted({place.year for place in desk.site.the_tenant.places.values()})
    found = (
        sa.select(SheetPerson, Unit, Learner.id)
        .join(Unit, sa.and_(Unit.tenant == SheetPerson.tenant, Unit.code == SheetPerson.unit))
        .outerjoin(Learner, same)
        .where(SheetPerson.unit.in_(desk.scope.units), SheetPerson.year.in_(years))
    )
    if query.unit:
        found = found.where(SheetPerson.unit == query.unit)
    if query.search:
        named = (one.contains(query.search, autoescape=True) for one in (SheetPerson.name, Unit.name))
        found = found.where(sa.or_(*named, SheetPerson.id_number == query.search.upper()))
    return found
