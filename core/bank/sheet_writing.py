"""Questions written as a spreadsheet: the template, the export, and what an import refused.

Every cell is written as text, so that nothing from data is ever a formula or a link.
"""

from collections.abc import Mapping, Sequence

from core.bank.checking import Shelves
from core.bank.exchange import MOST, meta_of
from core.bank.lists import DIFFICULTIES, TYPES
from core.bank.sheet import GLUE, HEADINGS, LETTERS
from core.courses.service import NewQuestion, Work
from core.decisions.values import Text, say
from core.sheets.book import Book
from core.sheets.lexicon import WHY, Lexicon
from core.web.language import Reader

WIDTHS = {"stem": 50, "explain": 30, "work": 26}
ANSWERS = say(
    "Letters such as A or ACD; for true/false one of the words: {words}; "
    "a fill-in has its accepted answers in the columns of the options.",
    words="",
)
OBLIGATORY = say("Obligatory: the law, regulation or book that the question treats.")


def write_template(lexicon: Lexicon, shelves: Shelves) -> bytes:
    """Return the template: headings, an example that is passed over when read, and the words that cells may hold."""
    example = NewQuestion(
        year=0,
        code=lexicon.reader.word("example_row"),
        type="single",
        stem="国家的一切权力属于（ ）。",
        options=("人民", "公民", "国家", "工人阶级"),
        key=frozenset({0}),
        work=Work(title="中华人民共和国宪法", article="第二条"),
    )
    book = _book(lexicon)
    book.row(cells_of(example, lexicon))
    book.allow("type", [lexicon.reader.word(key) for key in TYPES], MOST)
    book.allow("difficulty", [lexicon.reader.word(key) for key in DIFFICULTIES], MOST)
    book.notes(_allowed(lexicon, shelves))
    return book.content()


def write_sheet(questions: Sequence[NewQuestion], lexicon: Lexicon) -> bytes:
    """Return questions as a spreadsheet that the reader reads back unchanged."""
    book = _book(lexicon)
    for question in questions:
        book.row(cells_of(question, lexicon))
    return book.content()


def write_refused(rows: Sequence[tuple[Mapping[str, str], str]], lexicon: Lexicon) -> bytes:
    """Return the rows that were refused, each with its reason in a comment and in the last column."""
    book = _book(lexicon)
    for cells, why in rows:
        book.row({**cells, WHY: why}, comment=why)
    return book.content()


def cells_of(question: NewQuestion, lexicon: Lexicon) -> dict[str, str]:
    """Return a question's cells by column."""
    reader, meta = lexicon.reader, meta_of(question)
    texts = question.accepted or question.options
    cells = {name: values[0] for name, values in meta.items()}
    cells |= {f"option_{n}": text for n, text in enumerate(texts)}
    return cells | {
        "code": question.code,
        "type": reader.word(question.type),
        "stem": question.stem,
        "answer": _told_answer(question, reader),
        "explain": question.explain,
        "reserved": reader.word("yes") if question.reserved else "",
        "difficulty": reader.word(question.difficulty),
        "tier": GLUE.join(reader.word(tier) for tier in question.tiers),
    }


def _book(lexicon: Lexicon) -> Book:
    return Book(lexicon, lexicon.reader.word("questions_sheet"), [*HEADINGS, WHY], WIDTHS)


def _told_answer(question: NewQuestion, reader: Reader) -> str:
    if question.type == "true_false":
        return reader.word("true" if 0 in question.key else "false")
    return "".join(LETTERS[index] for index in sorted(question.key))


def _allowed(lexicon: Lexicon, shelves: Shelves) -> list[tuple[str, str]]:
    """What each column may hold."""
    reader = lexicon.reader
    courses = "\n".join(f"{code}  {title}" for code, title in shelves.titles.items())
    truth = f"{reader.word('true')} / {reader.word('false')}"
    told: dict[str, str] = {
        "type": GLUE.join(reader.word(key) for key in TYPES),
        "answer": reader.sentence(Text(ANSWERS.message, {"words": truth})),
        "work": reader.sentence(OBLIGATORY),
        "difficulty": GLUE.join(reader.word(key) for key in DIFFICULTIES),
        "tier": GLUE.join(reader.word(key) for key in sorted(shelves.tiers)),
        "course": courses,
        "area": GLUE.join(area for area in shelves.areas if area),
        "from": "2024-11-09",
    }
    return [(lexicon.heading(name), words or "–") for name, words in told.items()]
