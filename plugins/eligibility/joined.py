"""Conditions joined: all of them, any of them, so many of them, not one of them."""

from typing import Annotated

from core.decisions.case import Case
from core.decisions.eligibility import Check
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Line, Verdict, both, say

FULFILLED = say("Conditions fulfilled")


@part
class AllOf(Check):
    """Every one of these conditions holds."""

    shorthand = "of"

    of: Annotated[tuple[Check, ...], Note("the conditions")]
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return all conditions joined."""
        return both(tuple(check.check(case) for check in self.of))


@part
class AnyOf(Check):
    """One of these conditions holds."""

    shorthand = "of"

    of: Annotated[tuple[Check, ...], Note("the conditions")]
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return the first condition that holds, or what each of them lacks."""
        return at_least(case, self.of, 1, self.cite)


@part
class AtLeast(Check):
    """So many of these conditions hold."""

    count: Annotated[int, Note("how many must hold", narrower="higher")]
    of: Annotated[tuple[Check, ...], Note("the conditions")]
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether enough conditions hold."""
        return at_least(case, self.of, self.count, self.cite)


@part
class NoneOf(Check):
    """Not one of these conditions holds."""

    shorthand = "of"

    of: Annotated[tuple[Check, ...], Note("the conditions")]
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether every condition fails; a condition that holds stands in the way."""
        holding = [verdict for verdict in (check.check(case) for check in self.of) if verdict.met]
        because = say("none of these may be so")
        line = Line(FULFILLED, len(holding), because, self.cite, 0, not holding)
        return Verdict(not holding, (line,))


def at_least(case: Case, of: tuple[Check, ...], count: int, cite: Cite) -> Verdict:
    """Return whether so many conditions hold: the lines of those that do, or else of all."""
    verdicts = [check.check(case) for check in of]
    held = [verdict for verdict in verdicts if verdict.met]
    met = len(held) >= count
    because = say("at least {count} of {all} conditions are needed", count=count, all=len(of))
    first = Line(FULFILLED, len(held), because, cite, count, met)
    shown = held if met else verdicts
    lines = (first, *(line for verdict in shown for line in verdict.lines))
    open_ones = sum(not verdict.met and not verdict.too_late for verdict in verdicts)
    advice = () if met else tuple(text for verdict in verdicts if not verdict.met for text in verdict.advice)
    return Verdict(met, lines, advice, too_late=len(held) + open_ones < count)
