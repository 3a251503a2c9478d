"""The rows of a sheet by its headings: an .xlsx workbook's first sheet, or text separated by commas or tabs."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import python_calamine

from core.decisions.values import Text, say
from core.errors import BadInput
from core.sheets.lexicon import WHY, Lexicon
from core.sheets.opening import NO_SHEET, OLE, UNPACKED, ZIP, Marks, opened

LETTERS = 26
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = (",", "\t", ";", "|")
MOST_HEAD = 30
"""Lines that the separator is judged by; what is printed above the headings has few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may hold, and what it says when it holds more."""

    rows: int
    too_many: Text
    needed: tuple[str, ...]
    """Columns without which a sheet cannot be read."""
    unpacked: int = UNPACKED
    typed_only: bool = False
    """Whether merged cells and hidden sheets refuse the file."""
    csv: bool = False
    """Whether text is read too."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: its number, and its cells by column."""

    number: int
    values: Mapping[str, Any]
    columns: Mapping[str, str]
    """The letters of each column."""
    formula: str = ""
    """The cell that holds a formula, if one does."""


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a sheet as they are, from its first row on."""

    marks: Marks
    rows: Sequence[Sequence[Any]]


def read_table(content: bytes, limits: Limits) -> Table:
    """Return the cells of a file whose headings are others' own; BadInput for one that must not be read."""
    marks, rows = _table(content, limits)
    return Table(marks, rows)


def read_lines(content: bytes, lexicon: Lexicon, limits: Limits) -> Iterator[Line]:
    """Yield the rows of a file that say something, the template's example left out; BadInput for one that must not be read."""
    marks, rows = _table(content, limits)
    found = iter(rows)
    names = _columns(next(found, []), lexicon, limits.needed)
    places = {name: letters_of(number) for number, name in enumerate(names) if name}
    examples = lexicon.examples()
    for number, cells in enumerate(found, start=2):
        values = {name: value for name, value in zip(names, cells, strict=False) if name}
        said = [str(value).strip() for name, value in values.items() if name != WHY]
        if any(said) and examples.isdisjoint(said):
            yield Line(number, values, places, marks.formulas.get(number, ""))


def letters_of(number: int) -> str:
    """Return a column's letters: 0 is A, 26 is AA."""
    head, rest = divmod(number, LETTERS)
    return (letters_of(head - 1) if head else "") + chr(ord("A") + rest)


def _table(content: bytes, limits: Limits) -> tuple[Marks, Sequence[Sequence[Any]]]:
    if limits.csv and not content.startswith((ZIP, OLE)):
        return Marks(), _short_enough(_text_rows(content), limits)
    marks = opened(content, limits.unpacked)
    if limits.typed_only:
        _refuse_untyped(marks)
    return marks, _short_enough(_book_rows(content), limits)


def _refuse_untyped(marks: Marks) -> None:
    if marks.merged:
        cells = "、".join(marks.merged[:3])
        raise BadInput(
            say("Cells are merged ({cells}); take the merging back, one row for each.", cells=cells)
        )
    if marks.hides:
        raise BadInput(
            say("The file has a hidden sheet; show or delete it, so that you see all that you send.")
        )


def _book_rows(content: bytes) -> list[list[Any]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError, IndexError) as error:
        raise BadInput(NO_SHEET) from error


def _text_rows(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    if "\0" in text or text.lstrip()[:1] == "<":
        raise BadInput(NO_SHEET)
    head = text.split("\n", MOST_HEAD)[:MOST_HEAD]
    delimiter = max(DELIMITERS, key=lambda one: max(line.count(one) for line in head))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BadInput(NO_SHEET) from error


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(NO_SHEET)


def _short_enough(rows: Sequence[Sequence[Any]], limits: Limits) -> Sequence[Sequence[Any]]:
    if len(rows) > limits.rows + 2:
        raise BadInput(limits.too_many)
    return rows


def _columns(headings: Sequence[Any], lexicon: Lexicon, needed: Sequence[str]) -> list[str]:
    """The column that each heading names; "" for an empty one."""
    known = lexicon.known_headings()
    names = []
    for heading in headings:
        plain = str(heading).strip()
        if plain and plain not in known:
            raise BadInput(say("There is no column “{heading}” in the template.", heading=plain))
        names.append(known.get(plain, ""))
    missing = [lexicon.heading(name) for name in needed if name not in names]
    if missing:
        raise BadInput(
            say("The first row must name the columns; “{heading}” is missing.", heading=missing[0])
        )
    if len({name for name in names if name}) < len([name for name in names if name]):
        raise BadInput(say("Two columns have the same heading."))
    return names
