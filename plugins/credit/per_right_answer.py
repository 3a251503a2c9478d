"""Credit for right answers."""

from decimal import Decimal
from typing import Annotated

from core.decisions.credit import CreditRule, Event
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite


@part
class PerRightAnswer(CreditRule):
    """Each right answer of a round earns so much, up to a most for the round."""

    shorthand = "amount"

    amount: Annotated[Decimal, Note("credit of a right answer")]
    at_most: Annotated[Decimal | None, Note("most that one round earns; unlimited when left out")] = None
    cite: Cite = NOWHERE

    def credit(self, event: Event) -> Decimal | None:
        """Return the credit of a round of questions; ``event.amount`` is the number of right answers."""
        if event.kind != "answer":
            return None
        if not event.first:
            return Decimal(0)
        earned = self.amount * event.amount
        return earned if self.at_most is None else min(earned, self.at_most)
