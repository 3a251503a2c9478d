"""Which units have handed in their roster sheet of the year and which have not: the office's list, its export, and the reminder."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Learner, Unit, keepers_of, rules_of, subtree
from core.audit.service import note
from core.db import db, now
from core.decisions.values import Cite, Text, say
from core.notify.service import Draft, post
from core.rosters.desk import Desk
from core.rosters.handed import sheet_duty
from core.rosters.models import SheetHandIn, SheetPerson
from core.sheets.book import Book
from core.sheets.lexicon import Lexicon
from core.web.paging import Paged, list_address, page_number

NAMED = 8
"""Units that a reminder names; of more it says how many."""
HEADINGS: Mapping[str, Text] = {
    "unit": say("Unit"),
    "parent": say("Unit above"),
    "due": say("Due by"),
    "state": say("State"),
    "at": say("Handed in on"),
    "by_name": say("Sender of the sheet"),
    "people": say("People on it"),
    "entered": say("With an account"),
}
WIDTHS = {"unit": 34, "parent": 30, "at": 20}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What the units of one area owe: in which year, by when, and which article says so."""

    year: int
    last: date | None
    overdue: bool
    what: str
    cite: Cite


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the list asks for."""

    state: str = "due"
    under: str = ""
    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        state = sent.get("state", "due")
        return cls(
            state=state if state in {"due", "handed", "all"} else "due",
            under=sent.get("under", "")[:60],
            search=sent.get("q", "").strip()[:60],
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed; another filter begins at the first page."""
        values = {"state": self.state, "under": self.under, "q": self.search, "page": 1} | changed
        return list_address(values, usual={"state": "due"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A unit that owes a sheet, and what it has handed in."""

    unit: Unit
    owed: Owed
    handed: SheetHandIn | None
    listed: int = 0
    entered: int = 0
    """How many of those on the sheet have an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueList(Paged):
    """A page of the units that owe a sheet."""

    query: Query
    rows: Sequence[Row]
    total: int
    counts: Mapping[str, int]


def owed_by_area(desk: Desk) -> dict[str, Owed]:
    """Return what is owed in each area whose rules ask for roster sheets."""
    found = {}
    for place in desk.site.the_tenant.places.values():
        duty = sheet_duty(rules_of(desk.site, place.area))
        if duty is None:
            continue
        period = duty.period
        found[place.area] = Owed(
            year=place.year,
            last=period.last if period else None,
            overdue=period is not None and now(place.area) >= period.end(desk.site.zone),
            what=duty.what,
            cite=duty.cite,
        )
    return found


def due_list(desk: Desk, query: Query) -> DueList:
    """Return a page of the administrator's units that owe a sheet, those that are late first."""
    owed = owed_by_area(desk)
    base = _owing(desk, owed, query)
    counts = _counts(base)
    base = _of_state(base, query.state)
    total = sum(counts.values()) if query.state == "all" else counts[query.state]
    query = replace(query, page=min(query.page, max(1, -(-total // DueList.size))))
    page = base.order_by(Unit.area.desc(), Unit.name).offset((query.page - 1) * DueList.size)
    rows = list(_rows(page.limit(DueList.size), owed))
    return DueList(query=query, rows=rows, total=total, counts=counts)


def export_due(desk: Desk, query: Query) -> bytes:
    """Return everything that the filters show as a spreadsheet, noted in the trail, and commit."""
    owed, reader = owed_by_area(desk), desk.reader
    book = Book(Lexicon(reader, HEADINGS), reader.word("sheets_due"), list(HEADINGS), WIDTHS)
    base = _of_state(_owing(desk, owed, query), query.state)
    names = {code: unit.name for code, unit in desk.units().items()}
    rows = list(_rows(base.order_by(Unit.area.desc(), Unit.name), owed))
    for row in rows:
        book.row(_cells(row, names, reader))
    note(desk.actor, "export_sheets_due", "", units=str(len(rows)), filters=query.address())
    db.session.commit()
    return book.content()


def remind_due(desk: Desk, query: Query) -> tuple[int, int]:
    """Tell those who look after units that have not handed in, each once a day, noted in the trail; commits.

    Returns how many administrators are told anew, and of how many units nobody looks after.
    """
    owed = owed_by_area(desk)
    units = [row.unit for row in _rows(_of_state(_owing(desk, owed, query), "due"), owed)]
    keepers = keepers_of([unit.code for unit in units])
    mine: dict[UUID, list[Unit]] = {}
    for unit in units:
        for administrator in keepers[unit.code]:
            mine.setdefault(administrator, []).append(unit)
    mine.pop(desk.actor.id, None)
    told = post([_draft(who, some, owed) for who, some in mine.items()])
    note(desk.actor, "remind_sheets_due", "", units=str(len(units)), told=str(told))
    db.session.commit()
    return told, sum(not keepers[unit.code] for unit in units)


def _draft(administrator: UUID, units: Sequence[Unit], owed: Mapping[str, Owed]) -> Draft:
    first = owed[units[0].area]
    names = "、".join(unit.name for unit in units[:NAMED])
    body = [say("Not handed in yet: {names}.", names=names)]
    if len(units) > NAMED:
        body.append(say("And {count} more units below yours.", count=len(units) - NAMED))
    if first.last:
        body.append(say("It is due by {day}.", day=first.last))
    return Draft(
        kind="notice",
        administrator=administrator,
        title=say("The roster sheet of this year is still due"),
        body=tuple(body),
        link="/admin/rosters?kind=sheet",
        once=f"sheets-due/{now().date().isoformat()}",
    )


def _owing(desk: Desk, owed: Mapping[str, Owed], query: Query) -> sa.Select[Any]:
    years = sa.or_(
        sa.false(), *(sa.and_(Unit.area == area, SheetHandIn.year == one.year) for area, one in owed.items())
    )
    same = sa.and_(SheetHandIn.tenant == Unit.tenant, SheetHandIn.unit == Unit.code, years)
    found = sa.select(Unit, SheetHandIn).outerjoin(SheetHandIn, same)
    found = found.where(
        Unit.code.in_(_seen(desk, query.under)), Unit.area.in_(owed), Unit.closed_on.is_(None)
    )
    if query.search:
        found = found.where(Unit.name.contains(query.search, autoescape=True))
    return found


def _seen(desk: Desk, under: str) -> frozenset[str]:
    if not under:
        return desk.scope.units
    parents = {code: unit.parent for code, unit in desk.units().items()}
    return subtree(under, parents) & desk.scope.units


def _of_state(query: sa.Select[Any], state: str) -> sa.Select[Any]:
    if state == "all":
        return query
    return query.where(SheetHandIn.unit.is_(None) if state == "due" else SheetHandIn.unit.is_not(None))


def _counts(base: sa.Select[Any]) -> dict[str, int]:
    handed = SheetHandIn.unit.is_not(None)
    rows = db.session.execute(
        base.with_only_columns(handed, sa.func.count(), maintain_column_froms=True).group_by(handed)
    )
    found = {bool(yes): count for yes, count in rows}
    return {"due": found.get(False, 0), "handed": found.get(True, 0)}


def _rows(query: sa.Select[Any], owed: Mapping[str, Owed]) -> Iterator[Row]:
    pairs = db.session.execute(query).all()
    listed = _listed([unit.code for unit, _ in pairs], {one.year for one in owed.values()})
    for unit, handed in pairs:
        mine = owed[unit.area]
        on_sheet, entered = listed.get((mine.year, unit.code), (0, 0))
        yield Row(unit=unit, owed=mine, handed=handed, listed=on_sheet, entered=entered)


def _listed(units: Sequence[str], years: set[int]) -> dict[tuple[int, str], tuple[int, int]]:
    same = sa.and_(Learner.tenant == SheetPerson.tenant, Learner.id_number == SheetPerson.id_number)
    query = (
        sa.select(SheetPerson.year, SheetPerson.unit, sa.func.count(), sa.func.count(sa.distinct(Learner.id)))
        .outerjoin(Learner, sa.and_(same, Learner.id_number != ""))
        .where(SheetPerson.unit.in_(units), SheetPerson.year.in_(years))
        .group_by(SheetPerson.year, SheetPerson.unit)
    )
    return {(year, unit): (count, entered) for year, unit, count, entered in db.session.execute(query)}


def _cells(row: Row, names: Mapping[str, str], reader: Any) -> dict[str, str]:
    handed = row.handed
    return {
        "unit": row.unit.name,
        "parent": names.get(row.unit.parent or "", ""),
        "due": reader.day(row.owed.last) if row.owed.last else "",
        "state": reader.word(state_word(row)),
        "at": reader.moment(handed.at) if handed else "",
        "by_name": handed.by_name if handed else "",
        "people": str(row.listed or (handed.people if handed else "")),
        "entered": str(row.entered) if row.listed else "",
    }


def state_word(row: Row) -> str:
    """Return the word for how a unit stands."""
    if row.handed is not None:
        return "sheet_handed"
    return "sheet_late" if row.owed.overdue else "sheet_due"
