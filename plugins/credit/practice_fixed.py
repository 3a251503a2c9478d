"""Credit for the practice after a course."""

from decimal import Decimal
from typing import Annotated

from core.decisions.credit import CreditRule, Event
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite


@part
class PracticeFixed(CreditRule):
    """The random practice after a course earns a fixed amount, once for each course."""

    shorthand = "amount"

    amount: Annotated[Decimal, Note("credit of a practice")]
    right_at_least: Annotated[Decimal, Note("right answers from which on it earns anything")] = Decimal(0)
    cite: Cite = NOWHERE

    def credit(self, event: Event) -> Decimal | None:
        """Return the credit of a practice; ``event.amount`` is the number of right answers."""
        if event.kind != "practice":
            return None
        return self.amount if event.first and event.amount >= self.right_at_least else Decimal(0)
