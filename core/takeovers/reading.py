"""What one row of a takeover's file says: who it is, what was earned there, which exams were sat; each fault names its cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from core.decisions.values import Text, say
from core.rosters.service import LIMITS, Entry, entry_of_line
from core.sheets.reading import Line, read_lines
from core.takeovers.columns import CREDIT, MARK, SAT, Columns

LARGEST = Decimal(10**6)
CENT = Decimal("0.01")
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Sat:
    """An exam sat on the other platform."""

    mark: Decimal
    at: datetime


@dataclass(slots=True)
class Row:
    """One row with what is wrong with it."""

    entry: Entry
    credit: dict[str, Decimal] = field(default_factory=dict)
    """By kind of credit."""
    sat: dict[str, Sat] = field(default_factory=dict)
    """By exam."""
    faults: list[Text] = field(default_factory=list)

    def fault(self, name: str, text: Text) -> None:
        """Keep a fault of a cell; the text has a place for it."""
        self.faults.append(Text(text.message, {"cell": self.entry.cell(name), **text.values}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the records come from: the platform, its document, and the day that they stand at."""

    platform: str
    reference: str
    day: date

    @classmethod
    def of(cls, about: Mapping[str, str]) -> "Source":
        """Return what ``stored`` kept."""
        return cls(
            platform=about["platform"], reference=about["reference"], day=date.fromisoformat(about["day"])
        )

    def stored(self) -> dict[str, str]:
        """Return it as an import keeps it."""
        return {"platform": self.platform, "reference": self.reference, "day": self.day.isoformat()}


def rows_of_file(content: bytes, columns: Columns, source: Source, zone: tzinfo) -> Iterator[Row]:
    """Yield what the rows of a file say; BadInput for a file that cannot be read or must not be."""
    for line in read_lines(content, columns.lexicon, LIMITS):
        yield _row(line, columns, source, zone)


def _row(line: Line, columns: Columns, source: Source, zone: tzinfo) -> Row:
    row = Row(entry_of_line(line, columns.sheet))
    for name in columns.more:
        value = line.values.get(name, "")
        if str(value).strip() == "":
            continue
        if name.startswith(CREDIT) and (amount := _number(row, name, value)) is not None:
            row.credit[name.removeprefix(CREDIT)] = amount
        elif name.startswith(MARK):
            _take_mark(row, name.removeprefix(MARK), line, source, zone)
        elif name.startswith(SAT) and not str(line.values.get(MARK + name.removeprefix(SAT), "")).strip():
            row.fault(name, say("{cell}: a day without a mark."))
    return row


def _take_mark(row: Row, exam: str, line: Line, source: Source, zone: tzinfo) -> None:
    mark = _number(row, MARK + exam, line.values[MARK + exam])
    day = _day(row, SAT + exam, line.values.get(SAT + exam, ""), source.day)
    if mark is not None and day is not None:
        row.sat[exam] = Sat(mark, datetime.combine(day, NOON, zone))


def _number(row: Row, name: str, value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value).strip()) if isinstance(value, str | int | float) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite() and 0 <= number < LARGEST and number == number.quantize(CENT):
        return number.normalize() + 0 if number else Decimal(0)
    row.fault(
        name, say("{cell}: “{text}” is no number from 0 up with at most two decimals.", text=str(value)[:20])
    )
    return None


def _day(row: Row, name: str, value: Any, usual: date) -> date | None:
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    text = str(value).strip().replace("/", "-").replace(".", "-")
    if not text:
        return usual
    try:
        return date.fromisoformat("-".join(part.zfill(2) for part in text.split("-")))
    except ValueError:
        row.fault(name, say("{cell}: “{text}” is no day; please write it like 2024-11-09.", text=text[:20]))
        return None
