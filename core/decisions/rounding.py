"""How a figure is rounded when it is shown; decisions are always taken on exact values."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache


def half_up(amount: Decimal, decimals: int) -> Decimal:
    """Return the amount rounded half up to so many decimals."""
    return amount.quantize(_place(decimals), rounding=ROUND_HALF_UP)


@cache
def _place(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def plain(amount: Decimal) -> str:
    """Return an amount without exponent and without needless zeros: ``40``, ``2.5``."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
