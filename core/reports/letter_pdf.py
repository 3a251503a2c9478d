"""An urging letter as PDF, in the letter form of GB/T 9704-2012; the same letter gives the same bytes."""

from reportlab.lib.units import mm

from core.reports.letter_text import COLUMNS, LetterText
from core.reports.official import AREA, PAGE, TOP
from core.reports.pdf_file import LINE, RED, SIGN, TITLE, Paper, folded, paragraph, signed, table

HEAD_TOP = 30.0
"""Millimetres from the sheet's edge to the office's name."""
HEAD = 40.0
RULE = 170.0
"""Length of the red double lines, in the middle of the sheet."""
BELOW_HEAD = 4.0
FOOT = 20.0
"""Millimetres from the lower red lines to the sheet's edge."""
THICK, THIN, GAP = 2.0, 0.7, 2.2
"""Points: the strokes of a double line, and the way from one's middle to the other's."""
BELOW_RULE = SIGN * 7 / 8


def letter_pdf(letter: LetterText) -> bytes:
    """Return the file; its first page bears no number."""
    paper = Paper(letter.title, letter.signed, numbered_from=2)
    _head(paper, letter)
    paper.line(letter.to)
    for text in letter.text:
        paragraph(paper, text)
    paper.skip()
    signed(paper, letter.signed, letter.day)
    if letter.rows:
        paper.turn()
        paper.line(letter.caption)
        table(paper, COLUMNS, letter.rows)
    return paper.content()


def _head(paper: Paper, letter: LetterText) -> None:
    """The office's name, the upper lines, the number at the right edge, the title two lines below it, the lower lines."""
    size = min(HEAD, RULE * mm / max(len(letter.head), 1))
    paper.canvas.setFillColor(RED)
    paper.canvas.setFont(paper.typeface, size)
    paper.canvas.drawCentredString(PAGE[0] / 2 * mm, (PAGE[1] - HEAD_TOP) * mm - size * 0.88, letter.head)
    upper = (PAGE[1] - HEAD_TOP - BELOW_HEAD) * mm - size
    _rules(paper, upper, thick_above=True)
    _rules(paper, FOOT * mm, thick_above=False)
    paper.down = (PAGE[1] - TOP) * mm - (upper - GAP - BELOW_RULE)
    paper.line(letter.number, align="right")
    paper.down = -(-(paper.down + LINE) // LINE) * LINE  # back onto the grid
    for part in folded(letter.title, AREA[0] * mm * 0.85, size=TITLE):
        paper.line(part, size=TITLE, align="centre")
    paper.down = -(-(paper.down + LINE * 0.5) // LINE) * LINE


def _rules(paper: Paper, height: float, *, thick_above: bool) -> None:
    left = (PAGE[0] - RULE) / 2 * mm
    paper.canvas.setStrokeColor(RED)
    for down, is_thick in ((0.0, thick_above), (GAP, not thick_above)):
        paper.canvas.setLineWidth(THICK if is_thick else THIN)
        paper.canvas.line(left, height - down, left + RULE * mm, height - down)
