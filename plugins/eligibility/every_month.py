"""Regularity: something in every month."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from core.decisions.case import Case
from core.decisions.eligibility import Check
from core.decisions.records import Note, Period, part
from core.decisions.values import NOWHERE, Cite, Line, Text, Verdict, Word, say

Month = tuple[int, int]


@part
class EveryMonth(Check):
    """In every month of the study period there are so many study days, sign-ins, sessions or exercises."""

    at_least: Annotated[Decimal, Note("how many in each month", narrower="higher")]
    measure: Annotated[
        Literal["days", "logins", "sessions", "exercises", "minutes"],
        Note("what is counted; days are days with any study"),
    ] = "days"
    may_miss: Annotated[int, Note("months that may fall short", narrower="lower")] = 0
    joiners: Annotated[
        Literal["from_joining", "from_next_month", "all"],
        Note("the first month asked of one who joins in the year"),
    ] = "from_joining"
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether enough months reach the number; a month that has passed short cannot be made good."""
        study = case.rules.study
        period = study.period if study is not None else case.rules.period
        asked = self._asked(period, case.person.joined)
        sums = self._sums(case)
        reached = sum(sums[month] >= self.at_least for month in asked)
        needed = max(0, len(asked) - self.may_miss)
        met = reached >= needed
        this_month = (case.today.year, case.today.month)
        lost = sum(month < this_month and sums[month] < self.at_least for month in asked)
        line = Line(
            say("Months with enough: {measure}", measure=Word(self.measure)),
            reached,
            say("at least {count} in each month", count=self.at_least),
            self.cite,
            needed,
            met,
        )
        return Verdict(met, (line,), self._advice(met, sums[this_month]), too_late=lost > self.may_miss)

    def _asked(self, period: Period, joined: date | None) -> tuple[Month, ...]:
        asked = tuple(months(period.first, period.last))
        if joined is None or self.joiners == "all":
            return asked
        first = (joined.year, joined.month)
        if self.joiners == "from_next_month" and joined > period.first:
            return tuple(month for month in asked if month > first)
        return tuple(month for month in asked if month >= first)

    def _sums(self, case: Case) -> Counter[Month]:
        sums: Counter[Month] = Counter()
        entries = [entry for entry in case.facts.study if entry.day <= case.today]
        if self.measure == "days":
            for day in {entry.day for entry in entries if entry.amount > 0 and entry.measure == "study"}:
                sums[day.year, day.month] += 1
            return sums
        for entry in entries:
            if entry.measure == self.measure:
                sums[entry.day.year, entry.day.month] += entry.amount  # type: ignore[assignment]
        return sums

    def _advice(self, met: bool, so_far: int) -> tuple[Text, ...]:  # noqa: FBT001
        if met or so_far >= self.at_least:
            return ()
        return (say("Reach {count} this month.", count=self.at_least),)


def months(first: date, last: date) -> Iterator[Month]:
    """Yield the months that a range of days touches."""
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield year, month
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004
