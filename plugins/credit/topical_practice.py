"""Credit for the topical practice after a category of courses."""

from decimal import Decimal
from typing import Annotated

from core.decisions.credit import CreditRule, Event
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite


@part
class TopicalPractice(CreditRule):
    """A topical practice earns a base and something for each right answer above so many, up to a most; once."""

    base: Annotated[Decimal, Note("credit of every topical practice handed in")]
    each: Annotated[Decimal, Note("credit of each right answer above the line")]
    above: Annotated[int, Note("right answers that bring only the base")]
    at_most: Annotated[Decimal, Note("most that one practice earns")]
    cite: Cite = NOWHERE

    def credit(self, event: Event) -> Decimal | None:
        """Return the credit of a topical practice; ``event.amount`` is the number of right answers."""
        if event.kind != "topical_practice":
            return None
        if not event.first:
            return Decimal(0)
        return min(self.at_most, self.base + self.each * max(Decimal(0), event.amount - self.above))
