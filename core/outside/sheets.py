"""The three files of a variant: the paper, the sheet that answers are written on, and the key; the same bytes every time."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from core.certificates.places import the_tenant
from core.certificates.typeface import NAME, width
from core.decisions.on_paper import What
from core.decisions.values import Text, say
from core.outside.flow import (
    LEFT,
    MEASURE,
    Row,
    Running,
    centred,
    column_count,
    columns,
    fields,
    gap,
    lines,
    rule,
    set_pages,
)
from core.outside.models import Printing
from core.outside.printing import LETTERS, questions_of
from core.outside.wording import OPTION_LETTERS, Asked, Part, Said, heading_of, parts_of
from core.web.language import Reader

INDENT = 16
BLANK = re.compile(r"[（(]\s*[）)]|_{2,}")
"""A place for the answer that the question has already."""

IN_ROW = 5
"""Answers beside one another on the answer sheet."""

CELL = 9 * mm
KEYS_IN_ROW = 4
TITLES: Mapping[What, Text] = {
    "paper": say("Question paper"),
    "sheet": say("Answer sheet"),
    "key": say("Key for the markers"),
}
SECRET = say("For markers only. Keep it closed until the sitting has ended.")
WRITE = say("Write your answers on the answer sheet; the code on both must be the same.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One variant as its files need it."""

    code: str
    said: Said
    parts: Sequence[Part]
    reader: Reader


def variant(row: Printing, place: int) -> Variant:
    """Return one variant of a printing, with its questions in the versions that it asks."""
    said, tenant = Said.of(row.said), the_tenant()
    reader = Reader(said.locale, tenant.place(row.area).words, tenant.zone)
    return Variant(
        code=f"{row.code}-{LETTERS[place]}",
        said=said,
        parts=parts_of(row.variants[place], questions_of(row)),
        reader=reader,
    )


def pdf_of(one: Variant, what: What) -> bytes:
    """Return one file of a variant."""
    reader = one.reader
    running = Running(
        title=f"{one.said.title} {reader.sentence(TITLES[what])}",
        left=f"{one.said.place}　{one.said.title}",
        right=f"{reader.sentence(TITLES[what])}　{one.code}",
        language="zh-CN" if reader.locale == "zh" else "en",
        page=lambda number, count: reader.sentence(
            say("Page {number} of {count}", number=number, count=count)
        ),
    )
    return set_pages([_head(one, what), *BODIES[what](one), _sources(one)], running)


def file_name(one: Variant, what: What) -> str:
    """Return the name of a file: exam, what it is, code."""
    return f"{one.said.title} {one.reader.sentence(TITLES[what])} {one.code}.pdf".replace("/", "_")


def _head(one: Variant, what: What) -> list[Row]:
    reader, said = one.reader, one.said
    rows = [*centred(said.title, 18), *centred(f"{reader.sentence(TITLES[what])}　{one.code}", 12)]
    rows += [gap(4), *centred(_facts(one), 10)]
    if said.time:
        rows += centred(said.time, 10)
    names = [reader.sentence(say("Name")), reader.sentence(say("Account number"))]
    rooms = [reader.sentence(say("Unit")), reader.sentence(say("Room"))]
    rows += [gap(6)]
    if what == "key":
        rows += [*centred(reader.sentence(SECRET), 10.5), rule()]
        return rows
    rows += [fields(names), fields(rooms, ("", said.room))]
    if what == "paper":
        rows += [gap(2), *lines(reader.sentence(WRITE), 9.5, soft=True)]
    return [*rows, rule(), gap(4)]


def _facts(one: Variant) -> str:
    count = sum(len(part.questions) for part in one.parts)
    texts = [
        say("full mark {mark}", mark=one.said.full_mark),
        say("questions: {count}", count=count),
    ]
    if one.said.minutes:
        texts.append(say("{minutes} minutes", minutes=one.said.minutes))
    return "　".join(one.reader.sentence(text) for text in texts)


def _paper(one: Variant) -> list[list[Row]]:
    blocks = []
    for number, part in enumerate(one.parts, start=1):
        heading = [gap(8), *lines(heading_of(number, part, one.reader), 11.5), gap(2)]
        first, *others = [
            _question(asked, one.reader, alike=part.each is not None) for asked in part.questions
        ]
        blocks += [[*heading, *first], *others]
    return blocks


def _question(asked: Asked, reader: Reader, *, alike: bool) -> list[Row]:
    marks = "" if alike else reader.sentence(say("({marks} marks)", marks=asked.mark))
    blank = "" if asked.type == "fill_in" or BLANK.search(asked.stem) else "（　　）"
    rows = lines(f"{blank}{asked.number}. {asked.stem}{marks}", hang=INDENT)
    texts = [f"{OPTION_LETTERS[place]}. {text}" for place, text in enumerate(asked.options)]
    count = column_count(texts, indent=INDENT) if texts else 1
    if count > 1:
        rows += columns(texts, count, indent=INDENT)
    else:
        rows += [row for text in texts for row in lines(text, indent=INDENT, hang=14)]
    return [*rows, gap(5)]


def _sheet(one: Variant) -> list[list[Row]]:
    blocks: list[list[Row]] = [[_marks_table(one), gap(8)]]
    for number, part in enumerate(one.parts, start=1):
        heading = [gap(6), *lines(heading_of(number, part, one.reader), 11), gap(4)]
        rows = _blanks(part) if part.type == "fill_in" else _boxes(part)
        blocks += [[*heading, *rows[:1]], *([row] for row in rows[1:])]
    return blocks


def _marks_table(one: Variant) -> Row:
    labels = [one.reader.word(part.type) for part in one.parts]
    labels += [one.reader.sentence(text) for text in (say("Total"), say("Marked by"))]
    return _cells(labels, [""] * len(labels), MEASURE / len(labels))


def _cells(heads: Sequence[str], texts: Sequence[str], step: float) -> Row:
    def draw(canvas: Canvas, below: float) -> None:
        canvas.setFont(NAME, 9.5)
        canvas.setLineWidth(0.5)
        for number, (head, text) in enumerate(zip(heads, texts, strict=True)):
            left = LEFT + number * step
            canvas.rect(left, below - CELL, step, CELL)
            canvas.rect(left, below - 2 * CELL, step, CELL)
            canvas.drawCentredString(left + step / 2, below - CELL + 9, head)
            canvas.drawCentredString(left + step / 2, below - 2 * CELL + 9, text)

    return Row(2 * CELL, draw)


def _boxes(part: Part) -> list[Row]:
    own = part.questions
    groups = [own[start : start + IN_ROW] for start in range(0, len(own), IN_ROW)]
    return [_box_row(group) for group in groups]


def _box_row(group: Sequence[Asked]) -> Row:
    step = MEASURE / IN_ROW

    def draw(canvas: Canvas, below: float) -> None:
        canvas.setLineWidth(0.5)
        for place, asked in enumerate(group):
            left = LEFT + place * step
            canvas.setFont(NAME, 10.5)
            canvas.drawRightString(left + 22, below - 17, f"{asked.number}.")
            canvas.rect(left + 26, below - 24, step - 40, 22)

    return Row(32, draw)


def _blanks(part: Part) -> list[Row]:
    return [fields([f"{asked.number}."]) for asked in part.questions]


def _key(one: Variant) -> list[list[Row]]:
    blocks = []
    for number, part in enumerate(one.parts, start=1):
        heading = [gap(8), *lines(heading_of(number, part, one.reader), 11.5), gap(2)]
        texts = [f"{asked.number}. {asked.key}" for asked in part.questions]
        fits = all(width(text, 11) < MEASURE / KEYS_IN_ROW - 8 for text in texts)
        rows = columns(texts, KEYS_IN_ROW, 11) if fits else [row for text in texts for row in lines(text, 11)]
        blocks.append([*heading, *rows])
    return [*blocks, _versions(one)]


def _versions(one: Variant) -> list[Row]:
    """Which questions in which versions were asked, for whoever draws them again."""
    told = "　".join(
        f"{asked.number}={asked.code}/{asked.version}" for part in one.parts for asked in part.questions
    )
    heading = one.reader.sentence(say("Questions of the bank with their versions"))
    return [gap(10), *lines(heading, 9, soft=True), *lines(told, 8, soft=True)]


def _sources(one: Variant) -> list[Row]:
    return [gap(8), rule(), *(row for text in one.said.sources for row in lines(text, 8.5, soft=True))]


BODIES: Mapping[What, Callable[[Variant], list[list[Row]]]] = {"paper": _paper, "sheet": _sheet, "key": _key}
