"""Lines around and behind the text: a double frame and a fine rosette in the place's colour."""

from collections.abc import Iterator
from math import cos, pi, sin

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from core.certificates.layouts import Layout

OUTER, INNER, NOTCH = 9 * mm, 12 * mm, 7 * mm
FINE = 0.35
"""Points."""
CURVES, STEPS, PETALS = 9, 360, 12


def frame(canvas: Canvas, layout: Layout, colour: Color) -> None:
    """Draw a strong line, a fine one inside it with notched corners."""
    wide, high = layout.width * mm, layout.height * mm
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(2)
    canvas.rect(OUTER, OUTER, wide - 2 * OUTER, high - 2 * OUTER)
    canvas.setLineWidth(0.6)
    path = canvas.beginPath()
    corners = list(_notched(wide - INNER, high - INNER))
    path.moveTo(*corners[0])
    for corner in corners[1:]:
        path.lineTo(*corner)
    path.close()
    canvas.drawPath(path)


def rosette(canvas: Canvas, layout: Layout, colour: Color) -> None:
    """Draw interlaced curves behind the text, light enough to read across."""
    canvas.setStrokeColor(tint(colour, 0.13))
    canvas.setLineWidth(FINE)
    reach = min(layout.width, layout.height) * 0.36 * mm
    x, y = layout.middle * mm, layout.height / 2 * mm
    for curve in range(CURVES):
        path = canvas.beginPath()
        points = list(_curve(reach, 2 * pi * curve / CURVES))
        path.moveTo(x + points[0][0], y + points[0][1])
        for across, up in points[1:]:
            path.lineTo(x + across, y + up)
        path.close()
        canvas.drawPath(path)


def rule(canvas: Canvas, layout: Layout, y: float, colour: Color) -> None:
    """Draw a short line with a lozenge in its middle, ``y`` in millimetres."""
    middle, height, half, gap, side = layout.middle * mm, y * mm, 34 * mm, 3 * mm, 1.3 * mm
    canvas.setStrokeColor(colour)
    canvas.setFillColor(colour)
    canvas.setLineWidth(0.8)
    canvas.line(middle - half, height, middle - gap, height)
    canvas.line(middle + gap, height, middle + half, height)
    path = canvas.beginPath()
    path.moveTo(middle - side, height)
    path.lineTo(middle, height + side)
    path.lineTo(middle + side, height)
    path.lineTo(middle, height - side)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def colour_of(written: str) -> Color:
    """Return a colour written #rrggbb."""
    return HexColor(written)


def tint(colour: Color, share: float) -> Color:
    """Return so much of a colour on white."""
    return Color(*(1 - share * (1 - part) for part in (colour.red, colour.green, colour.blue)))


def _notched(right: float, top: float) -> Iterator[tuple[float, float]]:
    left = bottom = INNER
    yield from ((left + NOTCH, bottom), (right - NOTCH, bottom), (right - NOTCH, bottom + NOTCH))
    yield from ((right, bottom + NOTCH), (right, top - NOTCH), (right - NOTCH, top - NOTCH))
    yield from ((right - NOTCH, top), (left + NOTCH, top), (left + NOTCH, top - NOTCH))
    yield from ((left, top - NOTCH), (left, bottom + NOTCH), (left + NOTCH, bottom + NOTCH))


def _curve(reach: float, turn: float) -> Iterator[tuple[float, float]]:
    for step in range(STEPS):
        angle = 2 * pi * step / STEPS
        radius = reach * (0.72 + 0.28 * sin(PETALS * angle + turn))
        yield radius * cos(angle), radius * sin(angle)
