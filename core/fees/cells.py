"""What a cell of a bank's statement says: sums in fen, days, texts; banks write them in many ways, spreadsheets in more."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.decisions.charges import FEN
from core.decisions.values import Text, say

SUM = re.compile(r"([-+]?)(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d{1,2})0*)?", re.ASCII)
ADORNED = re.compile(r"(?:¥|RMB|CNY|人民币)\s*|\s*元$", re.IGNORECASE)
BRACKETED = re.compile(r"\((.+)\)")
DAY = re.compile(
    r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?(?:[\sT]*\d{1,2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?)?",
    re.ASCII,
)
EIGHT = re.compile(r"\d{8}(?:\s*\d{6})?", re.ASCII)
EXACT = 10**15
"""From here on a spreadsheet's number has lost digits."""

NO_SUM = say("is no sum in yuan")
NO_DAY = say("is no day such as 2023-07-03, 2023/7/3 or 20230703")
LOST_DIGITS = say("is a number that has lost digits; format the column as text and export it again")
NO_TEXT = say("is neither text nor a number")


class Unreadable(Exception):
    """A cell that does not say what its column is for; ``why`` completes the sentence that names the cell."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.message)
        self.why = why


def plain(value: Any) -> str:
    """Return a cell's text with full-width signs made narrow and spaces at its ends taken away; raises Unreadable."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        raise Unreadable(NO_TEXT)
    if isinstance(value, float | int):
        return _digits(value)
    text = value if isinstance(value, str) else value.isoformat()
    return unicodedata.normalize("NFKC", text).replace("\t", " ").strip().strip("'")


def fen_in(value: Any) -> int | None:
    """Return a sum in fen, less than nothing for a negative one; None for an empty cell. Never by way of a float."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _whole(Decimal(str(value)))
    text = _narrow(plain(value))
    if text in {"", "-", "--"}:
        return None
    bracketed = BRACKETED.fullmatch(text)
    found = SUM.fullmatch(bracketed[1] if bracketed else text)
    if found is None or (bracketed and found[1]):
        raise Unreadable(NO_SUM)
    fen = _whole(Decimal(f"{found[2].replace(',', '')}.{found[3] or 0}"))
    return -fen if bracketed or found[1] == "-" else fen


def day_in(value: Any) -> date | None:
    """Return a day, however the bank writes it; None for an empty cell."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = plain(value)
    if not text:
        return None
    if EIGHT.fullmatch(text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:8]}"
    found = DAY.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else _refuse(NO_DAY)
    except ValueError:
        return _refuse(NO_DAY)


def is_readable(read: Callable[[Any], object], value: Any) -> bool:
    """Tell whether a cell can be read in this way."""
    try:
        read(value)
    except Unreadable:
        return False
    return True


def _narrow(text: str) -> str:
    return ADORNED.sub("", text).replace(" ", "").replace("−", "-").replace("，", ",")


def _digits(value: float) -> str:
    if abs(value) >= EXACT:
        raise Unreadable(LOST_DIGITS)
    return str(int(value)) if value == int(value) else str(value)


def _whole(yuan: Decimal) -> int:
    """Return yuan as fen; a sum with parts of a fen is none."""
    fen = yuan * FEN
    if fen != fen.to_integral_value():
        raise Unreadable(NO_SUM)
    return int(fen)


def _refuse(why: Text) -> date:
    raise Unreadable(why)
