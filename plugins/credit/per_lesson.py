"""Credit for a finished lesson."""

from decimal import Decimal
from typing import Annotated

from core.decisions.credit import CreditRule, Event
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite


@part
class PerLesson(CreditRule):
    """A finished lesson earns a fixed amount, or what the lesson itself is worth; once."""

    shorthand = "amount"

    amount: Annotated[Decimal | None, Note("credit of a lesson; what it is worth itself when left out")] = (
        None
    )
    buckets: Annotated[tuple[str, ...], Note("buckets it is for; all when left out")] = ()
    again: Annotated[bool, Note("whether a lesson studied again earns it again")] = False
    cite: Cite = NOWHERE

    def credit(self, event: Event) -> Decimal | None:
        """Return the lesson's credit; nothing for other events."""
        if event.kind != "lesson" or (self.buckets and event.bucket not in self.buckets):
            return None
        if not event.first and not self.again:
            return Decimal(0)
        return (event.worth or Decimal(0)) if self.amount is None else self.amount
