"""A bulletin as PDF, line by line on the grid of GB/T 9704-2012; the same bulletin gives the same bytes."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from core.certificates.typeface import NAME, typeface, width
from core.reports.official import AREA, LEFT, LINES, PAGE, SIGNS, TOP, Document

SIGN = AREA[0] * mm / SIGNS
"""A character's size and pitch: 28 of them fill a line of the type area, which is 3 号."""
LINE = AREA[1] * mm / LINES
RED, INK = Color(0.85, 0.05, 0.05), Color(0, 0, 0)
TITLE, HEAD, SMALL, NUMBER = 22.0, 42.0, 12.0, 14.0
CLOSING = "，。；：、！？）》」』”’％%"
"""Signs that never begin a line."""
PIECES = re.compile(r"[0-9A-Za-z.%]+|.")
CELL = 5.0
"""Points between a cell's text and its lines."""
ROW = 20.0


class Paper:
    """Pages with a grid of lines; text goes from the top of the type area to its foot and on to the next page."""

    typeface = NAME

    def __init__(self, title: str, author: str, *, across: bool = False, numbered_from: int = 1) -> None:
        typeface()
        self.numbered_from = numbered_from
        self.stream = BytesIO()
        self.size = (PAGE[1] * mm, PAGE[0] * mm) if across else (PAGE[0] * mm, PAGE[1] * mm)
        self.left, self.top = (20 * mm, 20 * mm) if across else (LEFT * mm, TOP * mm)
        self.wide = self.size[0] - 2 * self.left if across else AREA[0] * mm
        self.high = self.size[1] - 2 * self.top - 10 * mm if across else AREA[1] * mm
        self.canvas = Canvas(self.stream, pagesize=self.size, invariant=1, lang="zh-CN")
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setCreator("xuefa")
        self.page, self.down = 1, 0.0
        """Points from the top of the type area."""

    def room(self, points: float) -> None:
        """Begin a new page where so much no longer fits."""
        if self.down + points > self.high + 0.01:
            self.turn()

    def turn(self) -> None:
        """Number this page and begin the next."""
        self._number()
        self.canvas.showPage()
        self.page, self.down = self.page + 1, 0.0

    def line(self, text: str, indent: float = 0, size: float = SIGN, align: str = "left") -> None:
        """Set a line of the grid."""
        height = LINE if size == SIGN else size * 1.55
        self.room(height)
        left, free = self.left + indent, self.wide - indent - width(text, size)
        across = {"left": 0.0, "centre": free / 2, "right": free}[align]
        self.canvas.setFont(NAME, size)
        self.canvas.setFillColor(INK)
        self.canvas.drawString(left + across, self._base(height, size), text)
        self.down += height

    def skip(self, lines: float = 1) -> None:
        """Leave lines free."""
        self.down += LINE * lines

    def _base(self, height: float, size: float) -> float:
        return self.size[1] - self.top - self.down - (height + size) / 2 + size * 0.12

    def _number(self) -> None:
        """The page's number seven millimetres below the type area, at the outer side, one character in."""
        if self.page < self.numbered_from:
            return
        text = f"— {self.page} —"
        self.canvas.setFont(NAME, NUMBER)
        self.canvas.setFillColor(INK)
        across = self.left + SIGN
        if self.page % 2:
            across = self.left + self.wide - SIGN - width(text, NUMBER)
        self.canvas.drawString(across, self.size[1] - self.top - self.high - 7 * mm - NUMBER, text)

    def content(self) -> bytes:
        """End the last page and return the file."""
        self._number()
        self.canvas.showPage()
        self.canvas.save()
        return self.stream.getvalue()


def pdf_of(document: Document) -> bytes:
    """Return the file."""
    paper = Paper(document.title, document.signed)
    _head(paper, document)
    if document.to:
        paper.line(document.to)
    for one in document.text:
        paragraph(paper, one.text)
    paper.skip()
    signed(paper, document.signed, document.day)
    if document.rows:
        paper.turn()
        paper.line(document.caption)
        table(paper, document.columns, document.rows)
    return paper.content()


def signed(paper: Paper, office: str, day: str) -> None:
    """Sign: the day ends four characters before the edge, and the office stands over its middle."""
    wide, named = width(day, SIGN), width(office, SIGN)
    across = AREA[0] * mm - 4 * SIGN - max(wide, named)
    paper.room(2 * LINE)
    paper.line(office, across + (max(wide, named) - named) / 2)
    paper.line(day, across + (max(wide, named) - wide) / 2)


def paragraph(paper: Paper, text: str, size: float = SIGN) -> None:
    """Set a paragraph, its first line two characters in."""
    for number, line in enumerate(folded(text, paper.wide, 2 * size, size)):
        paper.line(line, 0 if number else 2 * size, size)


def folded(text: str, most: float, first: float = 0, size: float = SIGN) -> Iterator[str]:
    """Break a text into lines of so many points, the first by ``first`` shorter; no closing sign begins a line."""
    line: list[str] = []
    room = most - first
    for piece in PIECES.findall(text):
        if line and width("".join((*line, piece)), size) > room + 0.01:
            taken = _taken_along(line) if piece in CLOSING else []
            yield "".join(line)
            line, room = taken, most
        line.append(piece)
    yield "".join(line)


def _taken_along(line: list[str]) -> list[str]:
    """Take what a closing sign belongs to off the end of a line, unless that were the whole of it."""
    cut = len(line) - 1
    while cut > 0 and line[cut] in CLOSING:
        cut -= 1
    if cut <= 0:
        return []
    taken = line[cut:]
    del line[cut:]
    return taken


def table(paper: Paper, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Set a table over the whole width; its head stands again on each page."""
    widths = _widths(paper.wide, columns, rows)
    _row(paper, columns, widths)
    for cells in rows:
        if paper.down + _height(cells, widths) > paper.high:
            paper.turn()
            _row(paper, columns, widths)
        _row(paper, cells, widths)


def _widths(whole: float, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    wanted = [
        max(width(cells[number], SMALL) for cells in (columns, *rows)) + 2 * CELL
        for number in range(len(columns))
    ]
    widest = wanted.index(max(wanted))
    rest = sum(wanted) - wanted[widest]
    if rest < whole - 60:
        wanted[widest] = whole - rest
        return wanted
    return [whole * one / sum(wanted) for one in wanted]


def _height(cells: Sequence[str], widths: Sequence[float]) -> float:
    lines = max(
        len(list(folded(text, wide - 2 * CELL, size=SMALL))) for text, wide in zip(cells, widths, strict=True)
    )
    return ROW + (lines - 1) * SMALL * 1.3


def _row(paper: Paper, cells: Sequence[str], widths: Sequence[float]) -> None:
    height = _height(cells, widths)
    top, left = paper.size[1] - paper.top - paper.down, paper.left
    paper.canvas.setLineWidth(0.6)
    paper.canvas.setStrokeColor(INK)
    paper.canvas.setFillColor(INK)
    for text, wide in zip(cells, widths, strict=True):
        paper.canvas.rect(left, top - height, wide, height)
        paper.canvas.setFont(NAME, SMALL)
        for number, line in enumerate(folded(text, wide - 2 * CELL, size=SMALL)):
            paper.canvas.drawString(left + CELL, top - 14 - number * SMALL * 1.3, line)
        left += wide
    paper.down += height


def _head(paper: Paper, document: Document) -> None:
    """The red head 35 mm below the edge of the type area, the number, the red line four millimetres below it, the title."""
    canvas, size = paper.canvas, min(HEAD, AREA[0] * mm / max(len(document.head), 1))
    middle = (LEFT + AREA[0] / 2) * mm
    canvas.setFillColor(RED)
    canvas.setFont(NAME, size)
    canvas.drawCentredString(middle, (PAGE[1] - TOP - 35) * mm - size * 0.88, document.head)
    paper.down = 35 * mm + size + 2 * LINE
    paper.line(document.number, align="centre")
    line = (PAGE[1] - TOP) * mm - paper.down - 4 * mm
    canvas.setStrokeColor(RED)
    canvas.setLineWidth(1.2)
    canvas.line(LEFT * mm, line, (LEFT + AREA[0]) * mm, line)
    paper.down += 4 * mm + LINE
    paper.down = -(-paper.down // LINE) * LINE  # back onto the grid
    for part in folded(document.title, AREA[0] * mm * 0.85, size=TITLE):
        paper.line(part, size=TITLE, align="centre")
    paper.down = -(-(paper.down + LINE * 0.5) // LINE) * LINE
