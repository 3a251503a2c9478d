"""Credit for a finished course."""

from decimal import Decimal
from typing import Annotated

from core.decisions.credit import CreditRule, Event
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite


@part
class PerCourse(CreditRule):
    """A finished course earns a fixed amount, or what the course itself is worth; once."""

    shorthand = "amount"

    amount: Annotated[Decimal | None, Note("credit of a course; what it is worth itself when left out")] = (
        None
    )
    buckets: Annotated[tuple[str, ...], Note("buckets it is for; all when left out")] = ()
    cite: Cite = NOWHERE

    def credit(self, event: Event) -> Decimal | None:
        """Return the course's credit; nothing for other events."""
        if event.kind != "course" or (self.buckets and event.bucket not in self.buckets):
            return None
        if not event.first:
            return Decimal(0)
        return (event.worth or Decimal(0)) if self.amount is None else self.amount
