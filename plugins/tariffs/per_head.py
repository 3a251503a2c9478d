"""A price for every participant."""

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
class PerHead(Tariff):
    """Every participant costs the same; the unit, the learner or the province pays."""

    shorthand = "price"

    price: Annotated[Decimal, Note("price of a participant in yuan")]
    payer: Annotated[Literal["unit", "learner", "province"], Note("who pays")] = "unit"
    provincial_direct: Annotated[
        Literal["unit", "province"], Note("who pays for units that belong to the province directly")
    ] = "unit"
    cite: Cite = NOWHERE

    def problems(self) -> list[Text]:
        """Return what is wrong with the price."""
        return price_problems(self.price)

    def charge(self, people: Iterable[Person]) -> Charge:
        """Return a share for each payer by heads."""
        heads = Counter(self._payer(person) for person in people)
        shares = tuple(
            Share(payer=payer, fen=count * fen(self.price), heads=count)
            for payer, count in sorted(heads.items())
        )
        return Charge(shares=shares, lines=tuple(share_line(s, self.price, self.cite) for s in shares))

    def _payer(self, person: Person) -> str:
        if person.provincial_direct and self.provincial_direct == "province":
            return "province"
        return self.payer


@part
class LearnerPays(Tariff):
    """Every participant pays for themselves."""

    shorthand = "price"

    price: Annotated[Decimal, Note("price of a participant in yuan")]
    cite: Cite = NOWHERE

    def problems(self) -> list[Text]:
        """Return what is wrong with the price."""
        return price_problems(self.price)

    def charge(self, people: Iterable[Person]) -> Charge:
        """Return one share, the learners'."""
        heads = sum(1 for _ in people)
        share = Share(payer="learner", fen=heads * fen(self.price), heads=heads)
        return Charge(shares=(share,), lines=(share_line(share, self.price, self.cite),))
