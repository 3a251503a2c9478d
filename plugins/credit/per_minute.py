"""Credit for time in front of a lesson."""

from decimal import Decimal
from typing import Annotated

from core.decisions.credit import CreditRule, Event
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite


@part
class PerMinute(CreditRule):
    """Presence earns so much for every so many minutes; parts of a minute earn their share."""

    shorthand = "amount"

    amount: Annotated[Decimal, Note("credit earned")]
    minutes: Annotated[Decimal, Note("for so many minutes of presence")] = Decimal(1)
    again: Annotated[bool, Note("whether time in a lesson that is finished already earns as well")] = False
    cite: Cite = NOWHERE

    def credit(self, event: Event) -> Decimal | None:
        """Return the credit of a stretch of presence; ``event.amount`` is in minutes."""
        if event.kind != "minutes":
            return None
        if not event.first and not self.again:
            return Decimal(0)
        return event.amount * self.amount / self.minutes
