"""Pages of a printed sheet: rows set one below the other, broken between pages, each page with its number of how many.

The same rows give the same bytes, whenever and wherever they are set.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from core.certificates.paper import wrapped
from core.certificates.typeface import NAME, typeface, width

INK, SOFT = Color(0.08, 0.08, 0.08), Color(0.35, 0.35, 0.35)
WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 20 * mm, WIDTH - 20 * mm, HEIGHT - 24 * mm, 20 * mm
MEASURE = RIGHT - LEFT
LEADING = 1.55
"""From line to line, in sizes of the type."""


Drawing = Callable[[Canvas, float], None]
"""Draws a row below a height in points."""


@dataclass(frozen=True, slots=True)
class Row:
    """So much of a page's height, in points, and what is drawn there."""

    height: float
    draw: Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What stands on every page: left and right of the head, and the number of the page of how many below."""

    title: str
    left: str
    right: str
    language: str
    page: Callable[[int, int], str]


def set_pages(blocks: Sequence[Sequence[Row]], running: Running) -> bytes:
    """Return a PDF of blocks of rows; a block stays on one page where it fits on one."""
    typeface()
    pages, file = _paged(blocks), BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, lang=running.language)
    canvas.setTitle(f"{running.title} {running.right}")
    canvas.setCreator("xuefa")
    for number, rows in enumerate(pages, start=1):
        _run(canvas, running, running.page(number, len(pages)))
        below = TOP
        for row in rows:
            canvas.setFillColor(INK)
            row.draw(canvas, below)
            below -= row.height
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def lines(
    text: str, size: float = 10.5, *, indent: float = 0, hang: float = 0, soft: bool = False
) -> list[Row]:
    """Return a text as rows; ``indent`` is of all lines, ``hang`` of all but the first, in points."""
    rows = []
    for piece in text.splitlines() or [""]:
        first = wrapped(piece, size, MEASURE - indent)[0]
        rest = piece[len(first) :]
        rows.append(_line(first, size, indent, soft=soft))
        rows += [
            _line(one, size, indent + hang, soft=soft)
            for one in wrapped(rest, size, MEASURE - indent - hang)
            if rest
        ]
    return rows


def gap(height: float) -> Row:
    """Return an empty row."""
    return Row(height, lambda _canvas, _below: None)


def centred(text: str, size: float) -> list[Row]:
    """Return a text in the middle."""

    def drawing(one: str) -> Drawing:
        def draw(canvas: Canvas, below: float) -> None:
            canvas.setFont(NAME, size)
            canvas.drawCentredString(WIDTH / 2, below - size, one)

        return draw

    return [Row(size * LEADING, drawing(one)) for one in wrapped(text, size, MEASURE)]


def columns(texts: Sequence[str], count: int, size: float = 10.5, *, indent: float = 0) -> list[Row]:
    """Return texts beside one another, so many in a row; each must fit its column."""
    step = (MEASURE - indent) / count

    def drawing(own: Sequence[str]) -> Drawing:
        def draw(canvas: Canvas, below: float) -> None:
            canvas.setFont(NAME, size)
            for number, text in enumerate(own):
                canvas.drawString(LEFT + indent + number * step, below - size, text)

        return draw

    return [
        Row(size * LEADING, drawing(texts[start : start + count])) for start in range(0, len(texts), count)
    ]


def fields(labels: Sequence[str], filled: Sequence[str] = (), size: float = 10.5) -> Row:
    """Return labels in one row with a line behind each to write on, or what is filled in already."""
    step = MEASURE / len(labels)

    def draw(canvas: Canvas, below: float) -> None:
        canvas.setFont(NAME, size)
        for number, label in enumerate(labels):
            start = LEFT + number * step
            canvas.drawString(start, below - size, label)
            behind = start + width(label, size) + 4
            if number < len(filled) and filled[number]:
                canvas.drawString(behind, below - size, filled[number])
            canvas.setLineWidth(0.5)
            canvas.line(behind, below - size - 3, start + step - 10, below - size - 3)

    return Row(size * 2.3, draw)


def rule() -> Row:
    """Return a line across the page."""

    def draw(canvas: Canvas, below: float) -> None:
        canvas.setLineWidth(0.6)
        canvas.line(LEFT, below - 4, RIGHT, below - 4)

    return Row(10, draw)


def column_count(texts: Sequence[str], size: float = 10.5, *, indent: float = 0) -> int:
    """Return into how many columns texts fit: four, two, or one, where they may need several lines."""
    widest = max((width(text, size) for text in texts), default=0) + 8
    return next((count for count in (4, 2) if widest <= (MEASURE - indent) / count), 1)


def _line(text: str, size: float, indent: float, *, soft: bool) -> Row:
    def draw(canvas: Canvas, below: float) -> None:
        canvas.setFont(NAME, size)
        canvas.setFillColor(SOFT if soft else INK)
        canvas.drawString(LEFT + indent, below - size, text)

    return Row(size * LEADING, draw)


def _paged(blocks: Sequence[Sequence[Row]]) -> list[list[Row]]:
    room = TOP - BOTTOM
    pages: list[list[Row]] = [[]]
    left = room
    for block in blocks:
        whole = sum(row.height for row in block)
        if left < whole <= room and pages[-1]:
            pages.append([])
            left = room
        for row in block:
            if row.height > left and pages[-1]:
                pages.append([])
                left = room
            pages[-1].append(row)
            left -= row.height
    return pages


def _run(canvas: Canvas, running: Running, page: str) -> None:
    canvas.setFillColor(SOFT)
    canvas.setFont(NAME, 8.5)
    canvas.drawString(LEFT, HEIGHT - 15 * mm, running.left)
    canvas.drawRightString(RIGHT, HEIGHT - 15 * mm, running.right)
    canvas.setLineWidth(0.4)
    canvas.line(LEFT, HEIGHT - 17 * mm, RIGHT, HEIGHT - 17 * mm)
    canvas.drawCentredString(WIDTH / 2, 11 * mm, page)
