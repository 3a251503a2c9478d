"""Bureaus of city and county pay for their own participants."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from core.decisions.charges import Charge, Share, Tariff
from core.decisions.facts import Person
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Line, Text, say
from plugins.tariffs.money import fen, payer_text, price_problems, share_line


@part
class SharesByArea(Tariff):
    """Each area's bureau pays for the participants whose unit belongs to it, by number of participants."""

    price: Annotated[
        Decimal | None, Note("price of a participant in yuan; only heads are counted when left out")
    ] = None
    upper_levels: Annotated[
        tuple[str, ...], Note("levels of unit whose participants the upper bureau pays for")
    ] = ()
    cite: Cite = NOWHERE

    def problems(self) -> list[Text]:
        """Return what is wrong with the price."""
        return price_problems(self.price)

    def charge(self, people: Iterable[Person]) -> Charge:
        """Return a share for each bureau."""
        heads = Counter(self._payer(person) for person in people)
        price = fen(self.price) if self.price is not None else 0
        shares = tuple(
            Share(payer=payer, fen=count * price, heads=count) for payer, count in sorted(heads.items())
        )
        return Charge(shares=shares, lines=tuple(self._line(share) for share in shares))

    def _payer(self, person: Person) -> str:
        if person.unit_level in self.upper_levels:
            return f"bureau:{person.area.partition('/')[0]}"
        return f"bureau:{person.area}"

    def _line(self, share: Share) -> Line:
        if self.price is not None:
            return share_line(share, self.price, self.cite)
        because = say("by number of participants; no price is given")
        return Line(payer_text(share.payer), share.heads, because, self.cite)
