"""Money: prices are written in yuan, sums are kept in fen."""

from decimal import Decimal

from core.decisions.charges import FEN, Share
from core.decisions.values import Cite, Line, Quantity, Text, Word, say

NOTHING = Decimal(0)


def fen(yuan: Decimal) -> int:
    """Return a price in fen; ValueError for parts of a fen."""
    amount = yuan * FEN
    if amount != amount.to_integral_value():
        raise ValueError(f"{yuan} yuan is not a whole number of fen")
    return int(amount)


def price_problems(*prices: Decimal | None) -> list[Text]:
    """Return a problem for every price that is negative or has parts of a fen."""
    wrong = [p for p in prices if p is not None and (p < 0 or p * FEN != (p * FEN).to_integral_value())]
    return [
        say("a price is a sum in yuan with at most two decimals: {price}", price=price) for price in wrong
    ]


def share_line(share: Share, price: Decimal, cite: Cite) -> Line:
    """Return the row of a share: so many heads at a price."""
    because = say("{heads} people at {price}", heads=share.heads, price=Quantity(price, "yuan"))
    return Line(payer_text(share.payer), Quantity(Decimal(share.fen) / FEN, "yuan"), because, cite)


def payer_text(payer: str) -> Text:
    """Return how a payer is called: province, unit, learner, or the bureau of an area."""
    if payer.startswith("bureau:"):
        area = payer.removeprefix("bureau:")
        return say("Paid by the bureau of: {area}", area=Word(area or "province"))
    return say("Paid by: {payer}", payer=Word(payer))
