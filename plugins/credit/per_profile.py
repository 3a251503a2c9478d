"""Credit for a completed profile."""

from decimal import Decimal
from typing import Annotated

from core.decisions.credit import CreditRule, Event
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite


@part
class PerProfile(CreditRule):
    """Completing one's details earns a fixed amount, once."""

    shorthand = "amount"

    amount: Annotated[Decimal, Note("credit of a completed profile")]
    cite: Cite = NOWHERE

    def credit(self, event: Event) -> Decimal | None:
        """Return the credit of a profile completed for the first time."""
        if event.kind != "profile":
            return None
        return self.amount if event.first else Decimal(0)
