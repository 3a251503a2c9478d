"""Handing in: a unit's sheet kept for comparing registrations with, and the mark that a unit has handed in what is due."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts.names import masked
from core.accounts.service import Unit, rules_of
from core.db import db, now
from core.decisions.values import Text, say
from core.decisions.year import Duty, YearRules
from core.rosters.desk import Desk
from core.rosters.entering import Report, batched_list
from core.rosters.entries import Entry, read_entries
from core.rosters.models import SheetHandIn, SheetPerson
from core.rosters.plans import Planned
from core.tenancy.rows import enter_rows, replacing

ROSTER_SHEET = "roster_sheet"
"""The duty of a year's rules that says by when units hand in who takes part."""
BATCH = 2000
KEPT = ("unit", "name", "phone")
TWICE = say("{cell}: this ID number stands in several rows of this file.")
NO_ID = say("{cell}: the ID number is missing; registrations are compared by it.")
NO_NAME = say("{cell}: the name is missing.")
NO_UNIT = say("{cell}: you look after no unit “{text}”.")
ELSEWHERE = say("{cell}: this person stands on the sheet of another unit, which must take them off first.")


def sheet_duty(rules: YearRules) -> Duty | None:
    """Return what units owe by way of roster sheets, or None where the rules ask for none."""
    return rules.duties.get(ROSTER_SHEET)


@dataclass(slots=True)
class _Ground:
    desk: Desk
    units: Mapping[str, Unit]
    by_name: Mapping[str, list[Unit]]
    known: Mapping[tuple[int, str], SheetPerson]
    twice: set[str]

    def year(self, unit: Unit) -> int:
        return year_of(self.desk, unit)

    def unit_of(self, one: Entry) -> Unit:
        written = one.text("unit") or self.desk.unit
        named = self.by_name.get(written, [])
        found = self.units.get(written) or (named[0] if len(named) == 1 else None)
        if found is None:
            raise _CannotBe(Text(NO_UNIT.message, {"cell": one.cell("unit"), "text": written}))
        if found.closed_on is not None:
            raise _CannotBe(say("{unit} is closed.", unit=found.name))
        return found


class _CannotBe(Exception):
    def __init__(self, *why: Text) -> None:
        super().__init__()
        self.why = why


def year_of(desk: Desk, unit: Unit) -> int:
    """Return the rule year of a unit's place."""
    return desk.site.the_tenant.place(unit.area).year


def plan_sheet(desk: Desk, content: bytes) -> list[Planned]:
    """Say what happens to each row of a roster sheet that registrations are to be compared with."""
    from core.rosters.kinds import learners_sheet  # noqa: PLC0415 (kinds lists this very function)

    entries = list(read_entries(content, learners_sheet(desk)))
    units = desk.units()
    by_name: dict[str, list[Unit]] = {}
    for unit in units.values():
        by_name.setdefault(unit.name, []).append(unit)
    counts = Counter(one.text("id_number") for one in entries)
    ground = _Ground(
        desk=desk,
        units=units,
        by_name=by_name,
        known=_known({number for number in counts if number}),
        twice={number for number, count in counts.items() if number and count > 1},
    )
    return [_planned(ground, one) for one in entries]


def enter_sheet(desk: Desk, planned: Sequence[Planned], report: Report) -> list[UUID]:
    """Keep the people of a sheet in the caller's transaction; nobody's account changes by it."""
    units, at, done = desk.units(), now().isoformat(), 0
    rows = [one for one in planned if one.what in {"added", "changed"}]
    for some in batched_list(rows, BATCH):
        columns = [{"year": year_of(desk, units[one.unit]), **one.values, "at": at} for one in some]
        enter_rows(SheetPerson, columns, replacing(SheetPerson, [*KEPT, "at"]))
        done += len(some)
        report(done)
    return []


def hand_in_sheet(desk: Desk, content: bytes) -> Sequence[Planned]:
    """Keep a sheet whole in the caller's transaction, for commands; returns what became of each row."""
    planned = plan_sheet(desk, content)
    enter_sheet(desk, planned, lambda _done: None)
    mark_handed_in(desk, planned)
    return planned


def mark_handed_in(desk: Desk, planned: Sequence[Planned]) -> None:
    """Note in the caller's transaction that every unit of the rows has handed in, where that is a duty."""
    units = desk.units()
    counts = Counter(one.unit for one in planned if one.what != "refused" and one.unit in units)
    owing = [units[code] for code in counts if code in units and _owes(desk, units[code])]
    mine = {"by": str(desk.actor.id), "by_name": desk.actor.name, "at": now().isoformat()}
    rows = [
        {"year": year_of(desk, unit), "unit": unit.code, "people": counts[unit.code], **mine}
        for unit in owing
    ]
    enter_rows(SheetHandIn, rows, replacing(SheetHandIn, ["people", "by", "by_name", "at"]))


def take_off(desk: Desk, year: int, id_number: str) -> SheetPerson | None:
    """Take somebody off their unit's sheet in the caller's transaction; None for who is on none that the administrator sees."""
    query = sa.select(SheetPerson).where(SheetPerson.year == year, SheetPerson.id_number == id_number)
    row = db.session.scalars(query).one_or_none()
    if row is None or row.unit not in desk.scope.units:
        return None
    gone = sa.delete(SheetPerson).where(SheetPerson.year == year, SheetPerson.id_number == id_number)
    db.session.execute(gone.execution_options(synchronize_session=False))
    return row


def sheet_person(year: int, id_number: str) -> SheetPerson | None:
    """Return whom a unit's sheet of a year names by this ID number."""
    query = sa.select(SheetPerson).where(SheetPerson.year == year, SheetPerson.id_number == id_number)
    return db.session.scalars(query).one_or_none()


def has_sheet(year: int, unit: str) -> bool:
    """Tell whether anybody of a unit stands on a sheet of a year."""
    query = sa.select(sa.exists().where(SheetPerson.year == year, SheetPerson.unit == unit))
    return bool(db.session.scalar(query))


def _owes(desk: Desk, unit: Unit) -> bool:
    return sheet_duty(rules_of(desk.site, unit.area)) is not None


def _known(numbers: set[str]) -> dict[tuple[int, str], SheetPerson]:
    listed = SheetPerson.id_number == sa.any_(sa.cast(sorted(numbers), sa.ARRAY(sa.Text)))
    return {
        (row.year, row.id_number): row for row in db.session.scalars(sa.select(SheetPerson).where(listed))
    }


def _planned(ground: _Ground, one: Entry) -> Planned:
    try:
        return _judged(ground, one)
    except _CannotBe as fault:
        return Planned(
            line=one.line,
            what="refused",
            source=one.source,
            key=masked(one.text("id_number")),
            name=one.text("name"),
            unit=one.text("unit"),
            why=fault.why,
        )


def _judged(ground: _Ground, one: Entry) -> Planned:
    if faults := list(_faults(ground, one)):
        raise _CannotBe(*faults)
    unit = ground.unit_of(one)
    values: dict[str, Any] = {
        "id_number": one.text("id_number"),
        "unit": unit.code,
        "name": one.text("name"),
        "phone": one.text("phone"),
    }
    known = ground.known.get((ground.year(unit), values["id_number"]))
    if known is not None and known.unit not in ground.units:
        raise _CannotBe(Text(ELSEWHERE.message, {"cell": one.cell("id_number")}))
    before = (
        {} if known is None else {name: old for name in KEPT if (old := getattr(known, name)) != values[name]}
    )
    return Planned(
        line=one.line,
        what="added" if known is None else "changed" if before else "unchanged",
        source=one.source,
        key=masked(values["id_number"]),
        name=values["name"],
        unit=unit.code,
        values=values,
        before=before,
        why=one.remarks,
    )


def _faults(ground: _Ground, one: Entry) -> Iterator[Text]:
    yield from one.faults
    if not one.text("name"):
        yield Text(NO_NAME.message, {"cell": one.cell("name")})
    number = one.text("id_number")
    if not number and "id_number" not in one.source:
        yield Text(NO_ID.message, {"cell": one.cell("id_number")})
    if number in ground.twice:
        yield Text(TWICE.message, {"cell": one.cell("id_number")})
