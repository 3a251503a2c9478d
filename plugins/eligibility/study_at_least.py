"""An amount of study as a condition, apart from the year's target."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from core.decisions.case import Case
from core.decisions.eligibility import Check
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Line, Quantity, Verdict, Word, say
from plugins.eligibility.deadlines import By, day_meant


@part
class StudyAtLeast(Check):
    """So much study counts, in all or in one bucket, by a day."""

    shorthand = "amount"

    amount: Annotated[Decimal, Note("least amount", narrower="higher")]
    bucket: Annotated[str, Note("bucket; all of them when left out")] = ""
    by: Annotated[By, Note("now, day_before_sitting, sitting_day, or a fixed day")] = "now"
    day: Annotated[date | None, Note("the fixed day")] = None
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether the amount is reached."""
        balance = case.balance_on(day_meant(case, self.by, self.day))
        if balance is None:
            return Verdict(True, ())
        counted = balance.counted(self.bucket) if self.bucket else balance.total
        item = say("Study in: {bucket}", bucket=Word(self.bucket)) if self.bucket else say("Study in all")
        needed, met = Quantity(self.amount, balance.unit), counted >= self.amount
        because = say("so much is needed for this")
        line = Line(item, Quantity(counted, balance.unit), because, self.cite, needed, met)
        missing = Quantity(self.amount - counted, balance.unit)
        return Verdict(met, (line,), () if met else (say("Earn {missing} more.", missing=missing),))
