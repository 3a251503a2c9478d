"""Units by spreadsheet: what its rows say, what would happen to each, and entering them, those above before those below."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Unit
from core.db import db, now
from core.decisions.values import Text, say
from core.rosters.desk import Desk
from core.rosters.models import UnitChange
from core.rosters.plans import Planned
from core.rosters.trees import path_of
from core.rosters.unit_changes import today
from core.rosters.unit_checks import KINDS, LEVELS, OVERLAPS, faults_of
from core.rosters.unit_forms import unit_of_form
from core.sheets.book import Book
from core.sheets.lexicon import Lexicon
from core.sheets.reading import Limits, Line, read_lines
from core.tenancy.rows import change_rows, enter_rows

HEADINGS: Mapping[str, Text] = {
    "code": say("Unit code"),
    "name": say("Full name"),
    "parent": say("Unit above"),
    "level": say("Level"),
    "kind": say("Kind of unit"),
    "region": say("Region"),
    "sector": say("Sector"),
    "number_range": say("Number range"),
    "provincial_direct": say("Directly under the province"),
    "stationed": say("Stationed here by a central or provincial body"),
    "duty": say("Has a legal-education duty of its own"),
}
FLAGS = ("provincial_direct", "stationed", "duty")
MOST = 20_000
LIMITS = Limits(
    rows=MOST,
    too_many=say("The file holds more than {most} rows; please split it.", most=MOST),
    needed=("code", "name"),
    typed_only=True,
    csv=True,
)
BATCH = 2000


@dataclass(slots=True)
class _Row:
    line: Line
    said: dict[str, str]
    faults: list[Text] = field(default_factory=list)


@dataclass(slots=True)
class _Ground:
    desk: Desk
    known: Mapping[str, Unit]
    """Every unit of the tenant; those that the administrator does not see are never named."""
    parents: dict[str, str | None]
    codes_of: Mapping[str, list[str]]
    """Codes by full name, of the units seen and of the file."""
    twice: set[str]
    owners: dict[str, str]
    """Who has which number range."""
    ranges: list[str] = field(default_factory=list)
    """The ranges in order."""


def units_lexicon(desk: Desk) -> tuple[Lexicon, Sequence[str]]:
    """Return the words and the columns of the sheet of units."""
    return Lexicon(desk.reader, HEADINGS), tuple(HEADINGS)


def write_units_template(desk: Desk) -> bytes:
    """Return the template: headings, an example that is passed over, the words that cells may hold."""
    lexicon, names = units_lexicon(desk)
    word = lexicon.reader.word
    book = Book(lexicon, word("units_sheet"), names, {"name": 30, "parent": 30})
    book.row({"code": "u101", "name": word("example_row"), "level": word("city"), "kind": word("organ")})
    for name, keys in (("level", LEVELS), ("kind", KINDS), *((flag, ("yes", "no")) for flag in FLAGS)):
        book.allow(name, [word(key) for key in keys], MOST)
    above = say(
        "The code or the full name of the unit above, of this file or on record; empty for your own unit."
    )
    book.notes([(lexicon.heading("parent"), lexicon.reader.sentence(above))])
    return book.content()


def plan_units(desk: Desk, content: bytes) -> list[Planned]:
    """Read a file and say what happens to each row; BadInput for one that cannot be read."""
    lexicon, _ = units_lexicon(desk)
    rows = [_row(line, lexicon) for line in read_lines(content, lexicon, LIMITS)]
    ground = _ground(desk, rows)
    return [_planned(ground, row) for row in rows]


def enter_units(desk: Desk, planned: Sequence[Planned], report: Callable[[int], None]) -> list[UUID]:
    """Enter what is added and changed in the caller's transaction; nobody has to be judged again."""
    added = {one.key: one for one in planned if one.what == "added"}
    parents = {code: one.values["parent"] for code, one in added.items()}
    ordered = sorted(added, key=lambda code: len(path_of(code, parents)))
    for start in range(0, len(ordered), BATCH):
        some = ordered[start : start + BATCH]
        enter_rows(Unit, [{**added[code].values, "closed_on": None, "merged_into": None} for code in some])
        enter_rows(UnitChange, [_noted(desk, code, added[code]) for code in some])
        report(start + len(some))
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one in planned:
        if one.what == "changed":
            alike.setdefault(tuple(sorted(one.values)), []).append({"code": one.key, **one.values})
    for rows in alike.values():
        change_rows(Unit, rows)
    return []


def _noted(desk: Desk, code: str, one: Planned) -> dict[str, Any]:
    return {
        "unit": code,
        "act": "added",
        "state": "done",
        "day": today(desk),
        "before": None,
        "after": one.values["parent"],
        "reason": "",
        "by": desk.actor.id,
        "by_name": desk.actor.name,
        "at": now(),
    }


def _row(line: Line, lexicon: Lexicon) -> _Row:
    row = _Row(line, {})
    words = {"level": LEVELS, "kind": KINDS, **dict.fromkeys(FLAGS, ("yes", "no"))}
    if line.formula:
        row.faults.append(say("{cell}: a formula; only what is typed is read.", cell=line.formula))
    for name, value in line.values.items():
        cell = f"{line.columns[name]}{line.number}"
        if value == "" or name not in HEADINGS:
            continue
        if not isinstance(value, str):
            row.faults.append(
                say(
                    "{cell}: a number cell loses digits; format the cell as text and type the number again.",
                    cell=cell,
                )
            )
            continue
        text = value.strip()
        key = lexicon.key(text, words[name]) if name in words else text
        if name in words and text and key not in words[name]:
            told = lexicon.reader.glue.join(lexicon.reader.word(one) for one in words[name])
            row.faults.append(say("{cell}: “{text}” is none of: {words}.", cell=cell, text=text, words=told))
        elif text:
            row.said[name] = key
    return row


def _ground(desk: Desk, rows: Sequence[_Row]) -> _Ground:
    known = {unit.code: unit for unit in db.session.scalars(sa.select(Unit))}
    parents = {code: unit.parent for code, unit in known.items()}
    codes_of: dict[str, list[str]] = {}
    for code in desk.scope.units:
        codes_of.setdefault(known[code].name, []).append(code)
    for row in rows:
        code, name = row.said.get("code", ""), row.said.get("name", "")
        if code and code not in known:
            codes_of.setdefault(name, []).append(code)
    counts = Counter(row.said.get("code", "") for row in rows)
    ground = _Ground(
        desk=desk,
        known=known,
        parents=parents,
        codes_of=codes_of,
        twice={code for code, count in counts.items() if code and count > 1},
        owners={unit.number_range: code for code, unit in known.items() if unit.number_range},
    )
    news = {row.said.get("code", ""): row for row in rows if row.said.get("code", "") not in known}
    for code, row in news.items():
        parents[code] = _parent(ground, row, set(news))
    for row in rows:
        if row.said.get("number_range"):
            ground.owners.setdefault(row.said["number_range"], row.said.get("code", ""))
    ground.ranges = sorted(ground.owners)
    return ground


def _parent(ground: _Ground, row: _Row, news: set[str]) -> str | None:
    """The code of the unit above a new one: of the file or seen; None where there is none such."""
    written = row.said.get("parent", "")
    if not written:
        return ground.desk.unit
    if written in news or written in ground.desk.scope.units:
        return written
    found = ground.codes_of.get(written, [])
    return found[0] if len(found) == 1 else None


def _planned(ground: _Ground, row: _Row) -> Planned:
    code = row.said.get("code", "")
    why = tuple(row.faults) or tuple(_faults(ground, row, code))
    source = {name: str(value) for name, value in row.line.values.items() if value != "" and name in HEADINGS}
    known = ground.known.get(code)
    planned = partial(Planned, line=row.line.number, source=source, key=code, name=row.said.get("name", ""))
    if why:
        return planned(what="refused", unit=code, why=why)
    if known is not None:
        values = _changes(row, known)
        before = {name: getattr(known, name) for name in values}
        return planned(what="changed" if values else "unchanged", unit=code, values=values, before=before)
    return planned(what="added", unit=ground.parents[code] or "", values=_values(ground, row, code))


def _values(ground: _Ground, row: _Row, code: str) -> dict[str, Any]:
    top = ground.known.get(_top(ground, code))
    new = unit_of_form(row.said, code, ground.parents[code])
    names = ("code", "parent", "name", "level", "kind", "region", "sector", *FLAGS, "number_range")
    values = {name: getattr(new, name) for name in names}
    return values | {"area": top.area if top else "", "region": new.region or (top.region if top else "")}


def _top(ground: _Ground, code: str) -> str:
    """The nearest unit above a new one that is on record."""
    path = path_of(code, ground.parents)
    return next((one for one in reversed(path) if one in ground.known), "")


def _changes(row: _Row, known: Unit) -> dict[str, Any]:
    said: dict[str, Any] = {name: value for name, value in row.said.items() if name not in {"code", "parent"}}
    said |= {name: said[name] == "yes" for name in FLAGS if name in said}
    return {name: value for name, value in said.items() if getattr(known, name) != value}


def _faults(ground: _Ground, row: _Row, code: str) -> Iterator[Text]:
    known = ground.known.get(code)
    if code in ground.twice:
        yield say("The code {code} stands in several rows of this file.", code=code)
    elif known is not None and code not in ground.desk.scope.units:
        yield say("There is already a unit with the code {code}.", code=code)
    elif known is not None and known.closed_on is not None:
        yield say("{unit} is closed.", unit=known.name)
    elif known is not None:
        yield from _moved(ground, row, known)
    else:
        yield from faults_of(unit_of_form(row.said, code)).values()
        yield from _misplaced(ground, row, code)
    yield from _overlaps(ground, row, code)


def _moved(ground: _Ground, row: _Row, known: Unit) -> Iterator[Text]:
    """The tree is changed on a unit's own page, where a day and a reason are given."""
    written = row.said.get("parent", "")
    above = ground.known.get(known.parent or "")
    if written and above is not None and written not in {above.code, above.name}:
        yield say("{unit} stands under {above}; move it on its own page.", unit=known.name, above=above.name)


def _misplaced(ground: _Ground, row: _Row, code: str) -> Iterator[Text]:
    above = ground.parents.get(code)
    if above is None:
        yield say(
            "{cell}: you look after no unit “{text}”.",
            cell=_cell(row, "parent"),
            text=row.said.get("parent", ""),
        )
    elif _top(ground, code) not in ground.desk.scope.units:
        yield say("The units above {code} run in a circle or end nowhere.", code=code)
    elif ground.known[_top(ground, code)].closed_on is not None:
        yield say("{unit} is closed.", unit=ground.known[_top(ground, code)].name)


def _overlaps(ground: _Ground, row: _Row, code: str) -> Iterator[Text]:
    own = row.said.get("number_range", "")
    if not own:
        return
    above = set(path_of(code, ground.parents))
    wider = [ground.owners[own[:size]] for size in range(1, len(own) + 1) if own[:size] in ground.owners]
    narrower = takewhile(lambda one: one.startswith(own), ground.ranges[bisect_left(ground.ranges, own) :])
    for other in (*wider, *(ground.owners[one] for one in narrower)):
        if other != code and other not in above and code not in path_of(other, ground.parents):
            name = ground.known[other].name if other in ground.desk.scope.units else other
            yield Text(OVERLAPS.message, {"range": own, "unit": name})
            return


def _cell(row: _Row, name: str) -> str:
    return f"{row.line.columns.get(name, '')}{row.line.number}"
