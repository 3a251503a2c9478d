"""Sheets of learners written: the templates of a place, and what an import refused with the reason at each row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.decisions.accounts import Accounts
from core.decisions.stored import restore_text
from core.decisions.values import Text, say
from core.rosters.columns import DAYS, Sheet
from core.rosters.entries import MOST
from core.rosters.models import RosterRow
from core.sheets.book import Book
from core.sheets.lexicon import WHY, Lexicon

WIDTHS = {"unit": 28, "id_number": 24, "account": 20, "email": 24, WHY: 50}
EXAMPLES = {
    "unit": "示范单位",
    "id_number": "71000019900101001X",
    "phone": "13800000000",
    "email": "name@example.cn",
    "birth": "1990-01-01",
    "joined": "2015-07-01",
    "retires": "2050-01-01",
}
NOTES: dict[str, Text] = {
    "account": say(
        "May be left empty where numbers are handed out: the next free number of the unit is taken. For somebody who is on the roster it says whose row this is."
    ),
    "name": say("Obligatory."),
    "unit": say("The unit's full name or its code; empty for your own unit."),
    "id_number": say("18 places as text, not as a number. Birth and sex are read from it."),
    "phone": say("11 digits; nobody else may have it."),
    "birth": say("Like 1990-01-01; not needed beside an ID number."),
    "joined": say("Like 2015-07-01."),
    "retires": say("Like 2050-01-01; only where it is on record, otherwise it is worked out."),
}
GENERAL = say(
    "An empty cell changes nothing about somebody who is on the roster. At most {most} rows; no merged cells, no formulas, no hidden sheets. The row with the word “{example}” is not read."
)


@dataclass(frozen=True, slots=True)
class More:
    """A column that another domain puts behind those of a learner: its example, and what may be typed."""

    example: str
    note: Text


def write_template(
    sheet: Sheet, accounts: Accounts, form: str, more: Mapping[str, More] | None = None
) -> bytes:
    """Return the full or the short template: headings, an example that is passed over, the words that cells may hold."""
    others = more or {}
    names, reader = (*sheet.columns(form), *others), sheet.lexicon.reader
    book = Book(sheet.lexicon, reader.word("roster_sheet"), names, WIDTHS)
    example = reader.word("example_row")
    examples = {name: one.example for name, one in others.items()}
    book.row({name: _example(sheet, accounts, name) for name in names} | examples | {"name": example})
    for name in names:
        book.allow(name, [reader.word(key) for key in sheet.allowed.get(name, ())], MOST)
    told = [(sheet.lexicon.heading(name), reader.sentence(one.note)) for name, one in others.items()]
    book.notes([*_notes(sheet, sheet.columns(form)), *told])
    return book.content()


def write_refused(lexicon: Lexicon, columns: Sequence[str], rows: Sequence[RosterRow]) -> bytes:
    """Return the rows that were refused as they were sent, each with its reason in a comment and in the last column."""
    said = {name for row in rows for name in row.cells}
    names = [*columns, *(name for name in lexicon.headings if name in said and name not in columns)]
    book = Book(lexicon, lexicon.reader.word("roster_sheet"), [*names, WHY], WIDTHS)
    for row in rows:
        texts = [text for text in (restore_text(one) for one in row.why) if text is not None]
        why = lexicon.reader.sentence(
            say(
                "Row {line}: {why}",
                line=row.line,
                why=" ".join(lexicon.reader.sentence(one) for one in texts),
            )
        )
        book.row({**row.cells, WHY: why}, comment=why)
    return book.content()


def _example(sheet: Sheet, accounts: Accounts, name: str) -> str:
    if name in sheet.allowed:
        return sheet.lexicon.reader.word(sheet.allowed[name][0])
    if name == "account":
        return accounts.number.issue("4600", 1) or EXAMPLES["id_number"]
    return EXAMPLES.get(name, "")


def _notes(sheet: Sheet, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    reader = sheet.lexicon.reader
    general = say(GENERAL.message, most=MOST, example=reader.word("example_row"))
    yield reader.word("roster_notes"), reader.sentence(general)
    for name in names:
        words = reader.glue.join(reader.word(key) for key in sheet.allowed.get(name, ()))
        note = NOTES.get(name)
        usual = "1990-01-01" if name in DAYS else "–"
        yield sheet.lexicon.heading(name), words or (reader.sentence(note) if note else usual)
