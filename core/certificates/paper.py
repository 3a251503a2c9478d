"""The paper as PDF: the words set on a layout in the place's colour, with the QR code as lines, not as a picture.

The same certificate gives the same bytes, whenever and wherever it is made; nothing of it is stored.
"""

import re
from dataclasses import dataclass
from io import BytesIO

import segno
from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from core.certificates.layouts import LAYOUTS, Layout
from core.certificates.ornaments import colour_of, frame, rosette, rule
from core.certificates.typeface import NAME, typeface, width
from core.certificates.wording import Words

INK, SOFT = Color(0.11, 0.14, 0.15), Color(0.36, 0.4, 0.42)
LEADING = 1.75
"""Lines of the statement, in sizes of its type."""
CLOSING = "，。；：、！？）》」』”’"
"""Signs that never begin a line."""
PIECES = re.compile(r"[0-9A-Za-z.,%]+|.")
SPACED = 0.18
"""Between the characters of title and name, in sizes of their type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a place's paper looks."""

    colour: str
    layout: str


def draw(words: Words, look: Look) -> bytes:
    """Return the PDF of a certificate, not yet sealed."""
    typeface()
    layout, colour, file = LAYOUTS[look.layout], colour_of(look.colour), BytesIO()
    canvas = Canvas(file, pagesize=(layout.width * mm, layout.height * mm), invariant=1, lang=words.language)
    canvas.setTitle(f"{words.title} {words.number}")
    canvas.setAuthor(words.issuer)
    canvas.setCreator("xuefa")
    canvas.setSubject(words.name)
    rosette(canvas, layout, colour)
    frame(canvas, layout, colour)
    _head(canvas, layout, words, colour)
    _person(canvas, layout, words)
    _statement(canvas, layout, words)
    _foot(canvas, layout, words)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def lines_of(text: str, size: float, most: float) -> list[str]:
    """Break a text into as few lines as fit into so many points, all of about one length.

    No closing sign begins a line, and no figure is broken.
    """
    lines = wrapped(text, size, most)
    even = width(text, size) / len(lines) + 2 * size
    evened = wrapped(text, size, min(most, even))
    return evened if len(evened) == len(lines) else lines


def wrapped(text: str, size: float, most: float) -> list[str]:
    """Break a text into lines of at most so many points; no closing sign begins a line, and no figure is broken."""
    lines, line = [], ""
    for piece in PIECES.findall(text):
        if line and width(line + piece, size) > most and piece not in CLOSING:
            lines.append(line)
            line = ""
        line += piece
    return [*lines, line]


def fitting(text: str, size: float, most: float) -> float:
    """Return the size at which a text is at most so many points wide, never more than ``size``."""
    return min(size, size * most / max(width(text, size), 1))


def _head(canvas: Canvas, layout: Layout, words: Words, colour: Color) -> None:
    canvas.setFillColor(colour)
    _centred(canvas, words.title, (layout.middle, layout.title), layout.title_size, SPACED)
    rule(canvas, layout, layout.title - 6, colour)
    canvas.setFillColor(SOFT)
    _centred(canvas, words.number, (layout.middle, layout.number), 11)


def _person(canvas: Canvas, layout: Layout, words: Words) -> None:
    canvas.setFillColor(INK)
    most = layout.measure * mm
    size = fitting(words.name, layout.name_size, most / (1 + SPACED))
    _centred(canvas, words.name, (layout.middle, layout.name), size, SPACED)
    canvas.setFillColor(SOFT)
    _centred(canvas, words.unit, (layout.middle, layout.unit), fitting(words.unit, 14, most))


def _statement(canvas: Canvas, layout: Layout, words: Words) -> None:
    canvas.setFillColor(INK)
    size = layout.statement_size
    lines = [*lines_of(words.statement, size, layout.measure * mm), words.granted]
    for number, line in enumerate(lines):
        below = number * size * LEADING / mm
        _centred(canvas, line, (layout.middle, layout.statement - below), size)


def _foot(canvas: Canvas, layout: Layout, words: Words) -> None:
    left, foot, side = layout.margin, layout.foot, layout.code_size
    _qr(canvas, words.link, (left, foot), side)
    canvas.setFillColor(INK)
    beside = left + side + 5
    for above, size, text in ((22, 10.5, words.check), (15, 10.5, words.code), (8.5, 8, words.address)):
        canvas.setFont(NAME, size)
        canvas.drawString(beside * mm, (foot + above) * mm, text)
    _issuer(canvas, layout, words)


def _issuer(canvas: Canvas, layout: Layout, words: Words) -> None:
    right = layout.width - layout.margin
    most = (right - layout.margin - layout.code_size - 62) * mm
    size, lines = 13.0, lines_of(words.issuer, 13, most)
    middle = right - max(width(line, size) for line in lines) / mm / 2
    for number, line in enumerate(reversed(lines)):
        _centred(canvas, line, (middle, layout.foot + 15 + number * 7), size)
    _centred(canvas, words.day, (middle, layout.foot + 5.5), 12)


def _centred(canvas: Canvas, text: str, at: tuple[float, float], size: float, spaced: float = 0) -> None:
    """Set a text around a point given in millimetres; ``spaced`` is between characters, in sizes of the type."""
    between = spaced * size
    whole = width(text, size) + between * (len(text) - 1)
    canvas.setFont(NAME, size)
    canvas.drawString(at[0] * mm - whole / 2, at[1] * mm, text, charSpace=between)


def _qr(canvas: Canvas, link: str, at: tuple[float, float], side: float) -> None:
    rows = [bytes(row) for row in segno.make_qr(link, error="m").matrix]
    module = side * mm / len(rows)
    left, top = at[0] * mm, at[1] * mm + side * mm
    canvas.setFillColor(INK)
    path = canvas.beginPath()
    for down, row in enumerate(rows, start=1):
        for across, dark in enumerate(row):
            if dark:
                path.rect(left + across * module, top - down * module, module, module)
    canvas.drawPath(path, stroke=0, fill=1)
