"""The spreadsheets of marks and credit from outside: their columns and templates, and their rows with what is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Literal

from core.decisions.values import Text, say
from core.sheets.book import Book
from core.sheets.cells import Cells, cells_in
from core.sheets.lexicon import WHY, Lexicon
from core.sheets.reading import Limits, read_lines
from core.web.language import Reader

Kind = Literal["marks", "credit"]
Layout = Literal["marks", "answers", "credit"]
"""The templates: totals and answers are both lists of marks."""

MOST = 5000
MOST_QUESTIONS = 120
LARGEST = Decimal(10**6)
CENT = Decimal("0.01")
EXAMPLE_QUESTIONS = 10
NUMBERS = tuple(f"q{number}" for number in range(1, MOST_QUESTIONS + 1))
PERSON: Mapping[str, Text] = {"account": say("Account number"), "name": say("Name")}
MARKS: Mapping[str, Text] = {
    **PERSON,
    "mark": say("Mark of the exam"),
    "paper": say("Paper code"),
    **{name: say("Question {number}", number=str(place)) for place, name in enumerate(NUMBERS, start=1)},
}
CREDIT: Mapping[str, Text] = {
    **PERSON,
    "amount": say("Amount of credit"),
    "bucket": say("Kind of credit"),
    "day": say("Day"),
    "reference": say("Reference"),
    "note": say("Remark"),
}
HEADINGS: Mapping[Kind, Mapping[str, Text]] = {"marks": MARKS, "credit": CREDIT}
NEEDED: Mapping[Kind, tuple[str, ...]] = {
    "marks": ("account",),
    "credit": ("account", "amount", "day", "reference"),
}
NO_NUMBER = say("“{heading}” is a number from 0 up with at most two decimals.", heading="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is to become of one row of a list."""

    line: int
    account: str
    name: str
    what: str
    """added, changed, unchanged or refused."""
    told: Text | None = None
    """What it brings, in words: the mark, or the credit."""
    why: tuple[Text, ...] = ()
    source: Mapping[str, str] = field(default_factory=dict)


def lexicon_of(kind: Kind, reader: Reader, buckets: Sequence[str] = ()) -> Lexicon:
    """Return the words of a kind's sheets."""
    return Lexicon(reader, HEADINGS[kind], frozenset(buckets))


def rows_in(content: bytes, kind: Kind, lexicon: Lexicon) -> Iterator[Cells]:
    """Yield the rows of a file; BadInput for one that cannot be read or must not be."""
    limits = Limits(
        rows=MOST,
        too_many=say("The list holds more than {most} rows; please split it.", most=MOST),
        needed=NEEDED[kind],
        csv=True,
    )
    for line in read_lines(content, lexicon, limits):
        yield cells_in(line, lexicon, frozenset({"day"}))


def account_of(row: Cells) -> str:
    """Return a row's account number; a number has lost digits already and is a fault."""
    account = row.text("account")
    if not account and not row.faults:
        row.fault(say("The account number is missing."))
    return account


def number_of(row: Cells, name: str) -> Decimal | None:
    """Return a cell's number, which may be typed as one; None with a fault where it is none."""
    value = row.values.get(name, "")
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if (plain or isinstance(value, str)) and _is_amount(number):
        return number
    row.fault(Text(NO_NUMBER.message, {"heading": row.lexicon.heading(name)}))
    return None


def source_of(row: Cells) -> dict[str, str]:
    """Return a row's cells as texts, for the file that is given back."""
    return {name: str(value) for name, value in row.values.items() if name != WHY and str(value).strip()}


def write_template(layout: Layout, lexicon: Lexicon, example: Mapping[str, str]) -> bytes:
    """Return a template: the headings, and an example that is passed over when read."""
    names = ["account", "name", "paper", *NUMBERS[: max(len(example) - 3, EXAMPLE_QUESTIONS)]]
    if layout == "marks":
        names = ["account", "name", "mark"]
    elif layout == "credit":
        names = list(CREDIT)
    book = Book(lexicon, lexicon.reader.word(f"sheet_{layout}"), names, {"account": 22, "reference": 26})
    book.row({**example, "account": lexicon.reader.word("example_row")})
    if layout == "credit":
        book.allow("bucket", [lexicon.reader.word(key) for key in sorted(lexicon.words)], MOST)
    return book.content()


def write_result(kind: Kind, rows: Sequence[Planned], lexicon: Lexicon) -> bytes:
    """Return the rows of a list with what became of each; a refused one has its reason in a comment too."""
    used = {name for row in rows for name in row.source}
    names = [name for name in HEADINGS[kind] if name in used or name in PERSON]
    reader = lexicon.reader
    book = Book(lexicon, reader.word(f"sheet_{kind}"), [*names, WHY], {"account": 22, WHY: 50})
    for row in rows:
        why = " ".join(reader.text(text) for text in row.why)
        told = reader.word(f"import_{row.what}")
        refused = row.what == "refused"
        book.row({**row.source, WHY: why if refused else told}, comment=why if refused else "")
    return book.content()


def _is_amount(number: Decimal) -> bool:
    if not number.is_finite() or not 0 <= number < LARGEST:
        return False
    return number == number.quantize(CENT)
