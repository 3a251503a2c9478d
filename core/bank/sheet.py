"""Questions in a spreadsheet, read strictly; ``sheet_writing`` writes them.

The headings and words are the tenant's own, in Chinese or English; a file in either language is read.
"""

import io
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import python_calamine

from core.bank.checking import MOST_OPTIONS, Shelves
from core.bank.exchange import MOST, Answers, Entry, Raw, Unread
from core.bank.lists import DIFFICULTIES, TYPES
from core.decisions.papers import QuestionType
from core.decisions.values import Text, say
from core.errors import BadInput
from core.web.i18n import LOCALES
from core.web.language import Reader

LETTERS = "ABCDEFGH"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
UNPACKED = 40 * 1024 * 1024
"""Bytes that a file may become when it is unpacked."""

FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]+)([0-9]+)"[^>]*?>\s*<(?:\w+:)?f[\s>/]')
EXAMPLE = "example"
HEADINGS: Mapping[str, Text] = {
    "code": say("Code"),
    "type": say("Type"),
    "stem": say("What is asked"),
    **{f"option_{n}": say("Option {letter}", letter=letter) for n, letter in enumerate(LETTERS)},
    "answer": say("Right answer"),
    "explain": say("Explanation"),
    "work": say("Source work"),
    "article": say("Article"),
    "chapter": say("Chapter"),
    "course": say("Course"),
    "lesson": say("Lesson"),
    "subject": say("Subject"),
    "difficulty": say("Difficulty"),
    "tier": say("Tiers"),
    "from": say("Valid from"),
    "until": say("Valid until, that day included"),
    "area": say("Area"),
    "why": say("Why it was refused"),
}
"""The columns by name; the last is written in results and not read."""

PLAIN = ("work", "article", "chapter", "course", "lesson", "subject", "from", "until", "area")
"""Columns whose text is taken as it is."""

NEEDED = ("type", "stem")
DAYS = frozenset({"from", "until"})
NO_SHEET = say("The file is no spreadsheet that can be read, or it is damaged.")
GLUE = "、"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a sheet: written as the reader says them, read in every language."""

    reader: Reader
    words: frozenset[str]
    """The keys that cells may hold in words: types, difficulties, tiers, true and false."""

    def heading(self, name: str) -> str:
        """Return a column's heading."""
        return self.reader.sentence(HEADINGS[name])

    def known_headings(self) -> dict[str, str]:
        """Return the column of each heading in each language."""
        return {reader.sentence(text): name for reader in self._readers() for name, text in HEADINGS.items()}

    def key(self, word: str, among: Collection[str]) -> str:
        """Return the key among some that a cell's word stands for, or the word itself."""
        told = {reader.word(key): key for reader in self._readers() for key in among}
        return told.get(word, word)

    def examples(self) -> set[str]:
        """Return the codes that mark the template's example."""
        return {reader.word("example_row") for reader in self._readers()}

    def _readers(self) -> Iterator[Reader]:
        for locale in LOCALES:
            yield Reader(locale, self.reader.words, self.reader.zone)


@dataclass(slots=True)
class Cells:
    """One row of a sheet with what is wrong with its cells."""

    number: int
    values: Mapping[str, Any]
    lexicon: Lexicon
    faults: list[Text] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return a cell's text; a number, a truth or a time where a text matters is a fault."""
        value = self.values.get(name, "")
        if isinstance(value, str):
            return value.replace("\r\n", "\n").strip()
        if name in DAYS and isinstance(value, date):
            return (value.date() if isinstance(value, datetime) else value).isoformat()
        heading = self.lexicon.heading(name)
        self.fault(
            say(
                "“{heading}” holds a number or a date; format the cell as text and type it again.",
                heading=heading,
            )
        )
        return ""

    def fault(self, text: Text) -> None:
        """Keep a fault of the row, once."""
        if text not in self.faults:
            self.faults.append(text)


def lexicon_of(reader: Reader, shelves: Shelves) -> Lexicon:
    """Return the words for a reader's sheets."""
    return Lexicon(reader, shelves.tiers)


def read_sheet(content: bytes, lexicon: Lexicon) -> Iterator[Entry]:
    """Yield what the first sheet says, row by row; BadInput for a file that cannot be read or must not be."""
    formulas = _opened(content)
    rows = _rows(content)
    names = _columns(rows[0] if rows else [], lexicon)
    for number, cells in enumerate(rows[1:], start=2):
        values = {name: value for name, value in zip(names, cells, strict=False) if name}
        if not any(str(value).strip() for name, value in values.items() if name != "why"):
            continue
        row = Cells(number, values, lexicon)
        if str(values.get("code", "")).strip() in lexicon.examples():
            continue
        if number in formulas:
            row.fault(say("The row holds a formula; only what is typed is read."))
        yield _entry(row)


def _opened(content: bytes) -> set[int]:
    """Refuse what must not be read; return the rows that hold formulas."""
    if content.startswith(OLE):
        locked = ENCRYPTED in content
        raise BadInput(
            say("The file is protected by a password; save it without one.")
            if locked
            else say("The file is in the old .xls format; save it as .xlsx.")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _formulas(archive)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise BadInput(NO_SHEET) from error


def _formulas(archive: zipfile.ZipFile) -> set[int]:
    names = archive.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise BadInput(say("The file carries macros; save it as .xlsx without them."))
    if sum(info.file_size for info in archive.infolist()) > UNPACKED:
        raise BadInput(say("The file is far larger unpacked than it looks; it is not read."))
    sheets = sorted(name for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))
    if not sheets:
        raise BadInput(NO_SHEET)
    return {int(found[2]) for name in sheets for found in FORMULA.finditer(archive.read(name))}


def _rows(content: bytes) -> list[list[Any]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError, IndexError) as error:
        raise BadInput(NO_SHEET) from error
    if len(rows) > MOST + 2:
        raise BadInput(say("The file holds more than {most} questions; please split it.", most=MOST))
    return rows


def _columns(headings: Sequence[Any], lexicon: Lexicon) -> list[str]:
    """The column that each heading names; "" for an empty one."""
    known = lexicon.known_headings()
    names = []
    for heading in headings:
        plain = str(heading).strip()
        if plain and plain not in known:
            raise BadInput(say("There is no column “{heading}” in the template.", heading=plain))
        names.append(known.get(plain, ""))
    missing = [lexicon.heading(name) for name in NEEDED if name not in names]
    if missing:
        raise BadInput(
            say("The first row must name the columns; “{heading}” is missing.", heading=missing[0])
        )
    if len({name for name in names if name}) < len([name for name in names if name]):
        raise BadInput(say("Two columns have the same heading."))
    return names


def _entry(row: Cells) -> Entry:
    kind: Any = row.lexicon.key(row.text("type"), TYPES)
    code, texts = row.text("code"), _texts(row)
    if kind not in TYPES:
        row.fault(say("There is no type “{word}”.", word=kind or "–"))
        kind = "single"
    key = _key(row, kind, len(texts))
    meta: dict[str, tuple[str, ...]] = {name: (row.text(name),) for name in PLAIN}
    meta["difficulty"] = (row.lexicon.key(row.text("difficulty"), DIFFICULTIES),)
    meta["tier"] = tuple(
        row.lexicon.key(word, row.lexicon.words)
        for word in re.split(r"[、,，;；\s]+", row.text("tier"))
        if word
    )
    source = {name: str(value) for name, value in row.values.items() if value != ""}
    stem, explain = row.text("stem"), row.text("explain")
    if row.faults:
        return Unread(line=row.number, source=source, why=tuple(row.faults), code=code)
    return Raw(
        line=row.number,
        source=source,
        code=code,
        stem=stem,
        answers=Answers(
            type=kind,
            options=texts if kind in {"single", "multiple"} else (),
            accepted=texts if kind == "fill_in" else (),
            key=key,
        ),
        explain=explain,
        meta={name: values for name, values in meta.items() if any(values)},
    )


def _texts(row: Cells) -> tuple[str, ...]:
    texts = [row.text(f"option_{n}") for n in range(MOST_OPTIONS)]
    last = max((n for n, text in enumerate(texts) if text), default=-1)
    if "" in texts[: last + 1]:
        row.fault(say("An option is empty before others."))
    return tuple(texts[: last + 1])


def _key(row: Cells, kind: QuestionType, count: int) -> frozenset[int]:
    answer = row.text("answer")
    if kind == "fill_in":
        if answer:
            row.fault(
                say("The accepted answers of a fill-in stand in the columns of the options, one in each.")
            )
        return frozenset()
    if kind == "true_false":
        word = {"√": "true", "×": "false", "正确": "true", "错误": "false", "T": "true", "F": "false"}.get(
            answer, answer
        )
        found = row.lexicon.key(word, ("true", "false"))
        if found not in {"true", "false"}:
            row.fault(
                say("The right answer of true/false is “true” or “false”, not “{word}”.", word=answer or "–")
            )
        return frozenset({("true", "false").index(found)}) if found in {"true", "false"} else frozenset()
    letters = re.sub(r"[、,，;；\s]", "", answer).upper()
    wrong = [letter for letter in letters if letter not in LETTERS[:count]]
    if wrong or not letters or len(set(letters)) < len(letters):
        row.fault(
            say("The right answer is the letters of options, each once, not “{word}”.", word=answer or "–")
        )
        return frozenset()
    return frozenset(LETTERS.index(letter) for letter in letters)
