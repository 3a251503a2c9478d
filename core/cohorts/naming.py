"""Whom lines of a file or of a form name: account numbers and units' codes, each checked, with what is wrong with a line."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from core.accounts.service import Learner, Unit, stored_account
from core.cohorts.keeping import Named
from core.db import db
from core.decisions.values import Text, say
from core.errors import BadInput
from core.sheets.book import Book
from core.sheets.cells import cells_in
from core.sheets.lexicon import Lexicon
from core.sheets.reading import Limits, read_lines
from core.web.language import Reader

MOST = 20_000
HEADINGS: Mapping[str, Text] = {
    "account": say("Account number"),
    "name": say("Name"),
    "unit": say("Unit code"),
}
LIMITS = Limits(
    rows=MOST,
    too_many=say("The file holds more than {most} rows; please split it.", most=MOST),
    needed=("account",),
    typed_only=True,
    csv=True,
)
NOBODY = say("There is no learner with this account number.")
GONE = say("The learner is deactivated.")
OTHER_NAME = say("The account number belongs to somebody of another name.")
NO_UNIT = say("There is no unit with this code.")
ONE_OF_BOTH = say("Give the account number of a learner, or the code of a unit, not both.")
TWICE = say("This stands in the file already, in row {row}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One line: where it stands, and what it names."""

    row: int
    account: str = ""
    name: str = ""
    unit: str = ""
    faults: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What lines name, and the lines that name nobody with the reason."""

    named: Sequence[Named]
    refused: Sequence[tuple[Asked, Text]]


def lines_typed(text: str) -> list[Asked]:
    """Return what a form's field names: account numbers, one in a line or parted by commas and spaces."""
    parts = [part for part in re.split(r"[\s,;，；、]+", text) if part]
    if len(parts) > MOST:
        raise BadInput(LIMITS.too_many, fields={"typed": LIMITS.too_many})
    return [Asked(row=number, account=part) for number, part in enumerate(parts, start=1)]


def lines_sent(content: bytes, read: Reader) -> list[Asked]:
    """Return what a file names; BadInput for one that cannot be read."""
    lexicon = Lexicon(read, HEADINGS)
    found = []
    for line in read_lines(content, lexicon, LIMITS):
        cells = cells_in(line, lexicon)
        said = {name: cells.text(name) for name in HEADINGS if name in line.values}
        found.append(Asked(row=line.number, faults=tuple(cells.faults), **said))
    return found


def read_names(asked: Iterable[Asked]) -> Read:
    """Return whom lines name, looked up at once; a line that names nobody, or somebody again, is refused with the reason."""
    lines = list(asked)
    people, units = _people(lines), _units(lines)
    named: dict[Named, int] = {}
    refused: list[tuple[Asked, Text]] = []
    for one in lines:
        found = _named(one, people, units)
        if isinstance(found, Named) and found not in named:
            named[found] = one.row
        elif isinstance(found, Named):
            refused.append((one, Text(TWICE.message, {"row": named[found]})))
        else:
            refused.append((one, found))
    return Read(named=list(named), refused=refused)


def template(read: Reader) -> bytes:
    """Return the spreadsheet to be filled in, with an example."""
    book = Book(Lexicon(read, HEADINGS), read.word("cohort_sheet"), list(HEADINGS), {"account": 22})
    book.row({"account": "4300000001", "name": read.word("example_row")})
    return book.content()


def _named(one: Asked, people: Mapping[str, Learner], units: frozenset[str]) -> Named | Text:
    if one.faults:
        return one.faults[0]
    if bool(one.account) == bool(one.unit):
        return ONE_OF_BOTH
    if one.unit:
        return Named(unit=one.unit) if one.unit in units else NO_UNIT
    learner = people.get(stored_account(one.account))
    if learner is None:
        return NOBODY
    if one.name and one.name != learner.name:
        return OTHER_NAME
    return Named(learner=learner.id) if learner.active else GONE


def _people(lines: Sequence[Asked]) -> dict[str, Learner]:
    accounts = {stored_account(one.account) for one in lines if one.account}
    found = db.session.scalars(sa.select(Learner).where(Learner.account.in_(accounts)))
    return {row.account: row for row in found}


def _units(lines: Sequence[Asked]) -> frozenset[str]:
    codes = {one.unit for one in lines if one.unit}
    query = sa.select(Unit.code).where(Unit.code.in_(codes), Unit.closed_on.is_(None))
    return frozenset(db.session.scalars(query))
