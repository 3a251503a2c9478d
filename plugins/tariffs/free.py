"""No fee."""

from collections.abc import Iterable
from typing import ClassVar

from core.decisions.charges import Charge, Tariff
from core.decisions.facts import Person
from core.decisions.records import part
from core.decisions.values import NOWHERE, Cite, Line, Quantity, say
from plugins.tariffs.money import NOTHING


@part
class Free(Tariff):
    """Nobody pays anything."""

    name: ClassVar[str] = "none"

    cite: Cite = NOWHERE

    def charge(self, people: Iterable[Person]) -> Charge:
        """Return nothing owed."""
        line = Line(say("Fee"), Quantity(NOTHING, "yuan"), say("taking part is free"), self.cite)
        return Charge(shares=(), lines=(line,))
