"""What the rows of a sheet say of learners, cell by cell, with each fault naming its cell."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.accounts.service import stored_account
from core.decisions.id_numbers import born_on, is_id_number
from core.decisions.values import Text, say
from core.rosters.columns import COMPACT, DAYS, EXACT, Sheet
from core.sheets.reading import Limits, Line, read_lines

MOST = 100_000
"""Learners of one file."""

LIMITS = Limits(
    rows=MOST,
    too_many=say("The file holds more than {most} rows; please split it.", most=MOST),
    needed=("name",),
    unpacked=200 * 1024 * 1024,
    typed_only=True,
    csv=True,
)
LONGEST = 120
EXPONENT = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
"""What is left of a long number that a spreadsheet has taken for a quantity."""

PHONE = re.compile(r"1\d{10}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
LOST = say("{cell}: a number cell loses digits; format the cell as text and type the number again.")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says; cells that are empty say nothing."""

    line: int
    given: Mapping[str, str | date]
    """What is to be stored, by column; the unit as it is written."""
    source: Mapping[str, str]
    faults: tuple[Text, ...] = ()
    remarks: tuple[Text, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a given text, "" where there is none."""
        found = self.given.get(name, "")
        return found if isinstance(found, str) else ""

    def cell(self, name: str) -> str:
        """Return where a column stands in this row, as C12."""
        return f"{self.columns.get(name, '')}{self.line or ''}"


@dataclass(slots=True)
class _Reading:
    line: Line
    sheet: Sheet
    given: dict[str, str | date] = field(default_factory=dict)
    faults: list[Text] = field(default_factory=list)
    remarks: list[Text] = field(default_factory=list)

    def cell(self, name: str) -> str:
        return f"{self.line.columns[name]}{self.line.number or ''}"

    def fault(self, name: str, text: Text) -> None:
        """Keep a fault of a cell; the text has a place for it."""
        self.faults.append(Text(text.message, {"cell": self.cell(name), **text.values}))


def read_entries(content: bytes, sheet: Sheet) -> Iterator[Entry]:
    """Yield what each row of a file says; BadInput for a file that cannot be read or must not be."""
    for line in read_lines(content, sheet.lexicon, LIMITS):
        yield entry_of_line(line, sheet)


def entry_of_line(line: Line, sheet: Sheet) -> Entry:
    """Return what one row says of a learner; columns that are none of the sheet's are passed over."""
    return _entry(_Reading(line, sheet))


def entry_of_form(form: Mapping[str, str], sheet: Sheet) -> Entry:
    """Return what a form says of one learner; faults name the field by its heading."""
    headings = {name: sheet.lexicon.heading(name) for name in sheet.lexicon.headings}
    values = {name: form.get(name, "").strip() for name in headings}
    return _entry(_Reading(Line(0, values, headings), sheet))


def _entry(row: _Reading) -> Entry:
    line = row.line
    if line.formula:
        row.faults.append(say("{cell}: a formula; only what is typed is read.", cell=line.formula))
    for name, value in line.values.items():
        if name in row.sheet.lexicon.headings and value != "":
            _take(row, name, value)
    _take_id(row)
    source = {
        name: _shown(value) for name, value in line.values.items() if value != "" and name in line.columns
    }
    return Entry(line.number, row.given, source, tuple(row.faults), tuple(row.remarks), line.columns)


def _take(row: _Reading, name: str, value: Any) -> None:
    """Keep what one cell says, or why it cannot be."""
    if name in DAYS:
        _take_day(row, name, value)
        return
    text = _text(row, name, value)
    if not text:
        return
    if len(text) > LONGEST:
        row.fault(name, say("{cell}: the text is longer than {most} signs.", most=LONGEST))
    elif name in row.sheet.stored:
        _take_word(row, name, text)
    elif name == "phone" and not PHONE.fullmatch(text):
        row.fault(name, say("{cell}: “{text}” is no mobile phone number of 11 digits.", text=text))
    elif name == "email" and not EMAIL.fullmatch(text):
        row.fault(name, say("{cell}: “{text}” is no e-mail address.", text=text))
    else:
        row.given[name] = stored_account(text) if name == "account" else text


def _text(row: _Reading, name: str, value: Any) -> str:
    if isinstance(value, str):
        return _tidied(row, name, value)
    exact = isinstance(value, float) and value.is_integer()
    if name in EXACT or not exact:
        row.fault(name, LOST)
        return ""
    return str(int(value))


def _tidied(row: _Reading, name: str, value: str) -> str:
    if value.isascii() and value.isalnum():
        text = value
    elif name in COMPACT:
        text = "".join(unicodedata.normalize("NFKC", value).split())
        if not value.strip().isascii():
            row.remarks.append(say("{cell}: read as {text}.", cell=row.cell(name), text=text))
    else:
        text = " ".join(value.split())
    if name in COMPACT and EXPONENT.fullmatch(text):
        row.fault(name, LOST)
        return ""
    return text


def _take_word(row: _Reading, name: str, text: str) -> None:
    key = row.sheet.stored[name].get(text)
    if key is None:
        words = [row.sheet.lexicon.reader.word(one) for one in row.sheet.allowed[name]]
        row.fault(name, say("{cell}: “{text}” is none of: {words}.", text=text, words="、".join(words)))
    else:
        row.given[name] = key


def _take_day(row: _Reading, name: str, value: Any) -> None:
    day = value.date() if isinstance(value, datetime) else value if isinstance(value, date) else _day(value)
    if isinstance(day, date):
        row.given[name] = day
    elif str(value).strip():
        row.fault(
            name, say("{cell}: “{text}” is no day; please write it like 2024-11-09.", text=_shown(value))
        )


def _day(value: Any) -> date | None:
    text = unicodedata.normalize("NFKC", _shown(value)).strip()
    found = DAY.fullmatch(text) or COMPACT_DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _take_id(row: _Reading) -> None:
    """Birth and sex are in the number; what the row says otherwise beside it is a contradiction."""
    number = row.given.get("id_number")
    if not isinstance(number, str):
        return
    number = row.given["id_number"] = number.upper()
    if not is_id_number(number):
        text = say("{cell}: not a valid resident ID number; its check digit or date is wrong.")
        row.fault("id_number", text)
        return
    born = born_on(number)
    sex = "male" if int(number[16]) % 2 else "female"
    if (born and row.given.setdefault("birth", born) != born) or row.given.setdefault("sex", sex) != sex:
        text = say("{cell}: the ID number says another date of birth or sex than the row.")
        row.fault("id_number", text)


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
