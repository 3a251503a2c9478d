"""Exemption by nearness of retirement."""

from datetime import date
from typing import Annotated

from core.decisions.case import Case
from core.decisions.exemptions import ExemptionCheck
from core.decisions.records import Note, part
from core.decisions.retirement import Table, add_months, retirement_date
from core.decisions.values import NOWHERE, Cite, Line, Verdict, say

ITEM = say("Day of retirement")
UNKNOWN = say("the day of retirement is not on record and cannot be worked out")


@part
class YearsToRetirement(ExemptionCheck):
    """Retirement lies at most so many years after a day; a recorded date wins over the statutory one."""

    within: Annotated[int, Note("years to retirement at most")]
    on: Annotated[date, Note("day from which the years are counted")]
    table: Annotated[Table, Note("statutory ages: until_2024 or from_2025")]
    cite: Cite = NOWHERE

    def applies(self, case: Case) -> Verdict:
        """Return whether the day of retirement is near enough; an unknown one does not exempt."""
        retires = retirement_date(case.person, self.table)
        latest = add_months(self.on, 12 * self.within)
        met = retires is not None and retires <= latest
        said = say("not later than {years} years after {day}", years=self.within, day=self.on)
        because = UNKNOWN if retires is None else said
        return Verdict(met, (Line(ITEM, retires, because, self.cite, latest, met),))


@part
class RetiresInYear(ExemptionCheck):
    """Retirement lies in the rule year."""

    table: Annotated[Table, Note("statutory ages: until_2024 or from_2025")]
    cite: Cite = NOWHERE

    def applies(self, case: Case) -> Verdict:
        """Return whether the day of retirement lies inside the year; an unknown one does not exempt."""
        retires = retirement_date(case.person, self.table)
        period = case.rules.period
        met = retires is not None and period.holds_day(retires)
        said = say("between {first} and {last}", first=period.first, last=period.last)
        return Verdict(
            met, (Line(ITEM, retires, UNKNOWN if retires is None else said, self.cite, None, met),)
        )
