"""Another price for every kind of unit."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal

from core.decisions.charges import Charge, Share, Tariff
from core.decisions.facts import Person
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Text
from plugins.tariffs.money import fen, price_problems, share_line


@part
class ByUnitKind(Tariff):
    """The price of a participant goes by the kind of their unit."""

    prices: Annotated[dict[str, Decimal], Note("price in yuan by kind of unit")]
    otherwise: Annotated[Decimal, Note("price in yuan for every other kind")]
    payer: Annotated[Literal["unit", "learner", "province"], Note("who pays")] = "unit"
    cite: Cite = NOWHERE

    def problems(self) -> list[Text]:
        """Return what is wrong with the prices."""
        return price_problems(self.otherwise, *self.prices.values())

    def charge(self, people: Iterable[Person]) -> Charge:
        """Return a share for each price."""
        heads = Counter(self.prices.get(person.unit_kind, self.otherwise) for person in people)
        shares = [
            (price, Share(payer=self.payer, fen=count * fen(price), heads=count))
            for price, count in sorted(heads.items())
        ]
        lines = tuple(share_line(share, price, self.cite) for price, share in shares)
        return Charge(shares=tuple(share for _, share in shares), lines=lines)
