"""Another measure of study as a condition: minutes, sessions, exercises, sign-ins."""

from decimal import Decimal
from typing import Annotated

from core.decisions.case import Case
from core.decisions.eligibility import Check
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Line, Quantity, Verdict, Word, say


@part
class MeasureAtLeast(Check):
    """So much of one measure is on record for the year."""

    measure: Annotated[str, Note("minutes, sessions, exercises, logins or days")]
    amount: Annotated[Decimal, Note("least amount", narrower="higher")]
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether the sum of the measure reaches the amount."""
        entries = [e for e in case.facts.study if e.measure == self.measure and e.day <= case.today]
        found = sum((entry.amount for entry in entries), Decimal(0))
        met = found >= self.amount
        line = Line(
            say("On record: {measure}", measure=Word(self.measure)),
            Quantity(found, self.measure),
            say("the sum of the year"),
            self.cite,
            Quantity(self.amount, self.measure),
            met,
        )
        missing = Quantity(self.amount - found, self.measure)
        return Verdict(met, (line,), () if met else (say("Add {missing}.", missing=missing),))
