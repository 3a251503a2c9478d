"""Questions in a spreadsheet, read strictly; ``sheet_writing`` writes them.

The headings and words are the tenant's own, in Chinese or English; a file in either language is read.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.bank.checking import MOST_OPTIONS, Shelves
from core.bank.exchange import MOST, Answers, Entry, Raw, Unread
from core.bank.lists import DIFFICULTIES, TYPES
from core.decisions.papers import QuestionType
from core.decisions.values import Text, say
from core.sheets.cells import Cells, cells_in
from core.sheets.lexicon import Lexicon
from core.sheets.reading import Limits, read_lines
from core.web.language import Reader

LETTERS = "ABCDEFGH"
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
    "reserved": say("Kept for exams that count"),
    "difficulty": say("Difficulty"),
    "tier": say("Tiers"),
    "from": say("Valid from"),
    "until": say("Valid until, that day included"),
    "area": say("Area"),
}
"""The columns by name."""

PLAIN = ("work", "article", "chapter", "course", "lesson", "subject", "from", "until", "area")
"""Columns whose text is taken as it is."""

DAYS = frozenset({"from", "until"})
GLUE = "、"
LIMITS = Limits(
    rows=MOST,
    too_many=say("The file holds more than {most} questions; please split it.", most=MOST),
    needed=("type", "stem"),
)


def lexicon_of(reader: Reader, shelves: Shelves) -> Lexicon:
    """Return the words for a reader's sheets."""
    return Lexicon(reader, HEADINGS, shelves.tiers)


def read_sheet(content: bytes, lexicon: Lexicon) -> Iterator[Entry]:
    """Yield what the first sheet says, row by row; BadInput for a file that cannot be read or must not be."""
    for line in read_lines(content, lexicon, LIMITS):
        yield _entry(cells_in(line, lexicon, DAYS))


def _entry(row: Cells) -> Entry:
    kind: Any = row.lexicon.key(row.text("type"), TYPES)
    code, texts = row.text("code"), _texts(row)
    if kind not in TYPES:
        row.fault(say("There is no type “{word}”.", word=kind or "–"))
        kind = "single"
    key = _key(row, kind, len(texts))
    meta: dict[str, tuple[str, ...]] = {name: (row.text(name),) for name in PLAIN}
    meta["reserved"] = (row.lexicon.key(row.text("reserved"), ("yes", "no")),)
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
