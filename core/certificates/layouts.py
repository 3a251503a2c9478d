"""Layouts of the paper, chosen by a place's ``brand``: where each text stands on A4, in millimetres from the lower left."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Sizes of type are in points, everything else in millimetres; texts are centred unless said otherwise."""

    width: float
    height: float
    title: float
    title_size: float
    number: float
    name: float
    name_size: float
    unit: float
    statement: float
    """The first line; further ones follow below."""
    statement_size: float
    measure: float
    """How wide a line of the statement may be."""
    foot: float
    """The lower edge of the QR code."""
    margin: float
    """From the paper's edge to the QR code, and to the issuer's right end."""
    code_size: float = 30

    @property
    def middle(self) -> float:
        """Half the width."""
        return self.width / 2


LANDSCAPE = Layout(
    width=297,
    height=210,
    title=162,
    title_size=40,
    number=149,
    name=121,
    name_size=34,
    unit=109,
    statement=92,
    statement_size=16,
    measure=205,
    foot=27,
    margin=30,
)
PORTRAIT = Layout(
    width=210,
    height=297,
    title=236,
    title_size=40,
    number=222,
    name=183,
    name_size=34,
    unit=170,
    statement=146,
    statement_size=16,
    measure=138,
    foot=34,
    margin=27,
)
LAYOUTS: Mapping[str, Layout] = {"landscape": LANDSCAPE, "portrait": PORTRAIT}
