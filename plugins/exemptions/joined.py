"""Reasons for exemption joined."""

from typing import Annotated

from core.decisions.case import Case
from core.decisions.exemptions import ExemptionCheck
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Verdict, both


@part
class AnyOf(ExemptionCheck):
    """One of these applies."""

    shorthand = "of"

    of: Annotated[tuple[ExemptionCheck, ...], Note("what may apply")]
    cite: Cite = NOWHERE

    def applies(self, case: Case) -> Verdict:
        """Return the first that applies, or what each of them lacks."""
        verdicts = [check.applies(case) for check in self.of]
        first = next((verdict for verdict in verdicts if verdict.met), None)
        return first or Verdict(False, tuple(line for verdict in verdicts for line in verdict.lines))


@part
class AllOf(ExemptionCheck):
    """All of these apply."""

    shorthand = "of"

    of: Annotated[tuple[ExemptionCheck, ...], Note("what must apply")]
    cite: Cite = NOWHERE

    def applies(self, case: Case) -> Verdict:
        """Return all joined."""
        return both(tuple(check.applies(case) for check in self.of))
