"""The typeface of certificates: one file, loaded once, embedded in subsets; which characters it has no shape for."""

from functools import cache
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FILE = Path(__file__).parent / "fonts" / "NotoSerifSC-Medium.ttf"
NAME = "NotoSerifSC"
FIRST_WIDE = 0x10000
"""Characters from here on take two units of UTF-16."""


class Typeface(TTFont):
    """A TrueType font whose rare characters can be searched and copied.

    reportlab writes their code points as five digits, which readers of PDF take for another character.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802 (reportlab's name)
        """Embed the subsets and put their tables of characters right."""
        subsets = [list(subset) for subset in self.state[doc].subsets] if doc in self.state else []
        super().addObjects(doc)
        wide = {code for subset in subsets for code in subset if code >= FIRST_WIDE}
        for name, stream in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                for code in wide:
                    stream.content = stream.content.replace(f"<{code:04X}>", f"<{_utf16(code)}>")


@cache
def typeface() -> Typeface:
    """Return the typeface, known to reportlab by NAME."""
    font = Typeface(NAME, str(FILE))
    pdfmetrics.registerFont(font)
    return font


def without_shape(text: str) -> str:
    """Return the characters of a text, each once, that would be printed blank."""
    shapes = typeface().face.charToGlyph
    return "".join(dict.fromkeys(sign for sign in text if ord(sign) not in shapes))


def width(text: str, size: float) -> float:
    """Return how wide a text is in points."""
    return float(typeface().stringWidth(text, size))


def _utf16(code: int) -> str:
    return chr(code).encode("utf-16-be").hex().upper()
