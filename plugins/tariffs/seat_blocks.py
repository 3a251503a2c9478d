"""Seats sold in blocks."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal

from core.decisions.charges import FEN, Charge, Share, Tariff
from core.decisions.facts import Person
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Line, Quantity, Text, say
from plugins.tariffs.money import fen, payer_text, price_problems


@part
class SeatBlocks(Tariff):
    """Seats come in blocks of one size and price; a block that is begun is paid."""

    size: Annotated[int, Note("seats in a block")]
    price: Annotated[Decimal, Note("price of a block in yuan")]
    payer: Annotated[Literal["unit", "province"], Note("who pays")] = "unit"
    cite: Cite = NOWHERE

    def problems(self) -> list[Text]:
        """Return what is wrong with size or price."""
        wrong = [] if self.size > 0 else [say("a block has at least one seat")]
        return [*wrong, *price_problems(self.price)]

    def charge(self, people: Iterable[Person]) -> Charge:
        """Return one share: the blocks begun."""
        heads = sum(1 for _ in people)
        blocks = -(-heads // self.size)
        share = Share(payer=self.payer, fen=blocks * fen(self.price), heads=heads)
        price = Quantity(self.price, "yuan")
        because = say(
            "{heads} people need {blocks} blocks at {price}", heads=heads, blocks=blocks, price=price
        )
        figure = Quantity(Decimal(share.fen) / FEN, "yuan")
        return Charge(shares=(share,), lines=(Line(payer_text(self.payer), figure, because, self.cite),))
