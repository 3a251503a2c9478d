"""Credit for signing in."""

from decimal import Decimal
from typing import Annotated

from core.decisions.credit import CreditRule, Event
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite


@part
class PerLogin(CreditRule):
    """The first sign-in of a day earns a fixed amount."""

    shorthand = "amount"

    amount: Annotated[Decimal, Note("credit of a day's first sign-in")]
    cite: Cite = NOWHERE

    def credit(self, event: Event) -> Decimal | None:
        """Return the credit of a sign-in; ``event.first`` tells the day's first."""
        if event.kind != "login":
            return None
        return self.amount if event.first else Decimal(0)
