"""Exemption that only the approving side can judge."""

from core.decisions.case import Case
from core.decisions.exemptions import ExemptionCheck
from core.decisions.records import part
from core.decisions.values import NOWHERE, Cite, Line, Verdict, say

ITEM = say("Reason")
LEFT_OPEN = say("no figure is given; those who approve decide")


@part
class ByApproval(ExemptionCheck):
    """The notice gives no figure: whoever approves decides whether the reason applies."""

    cite: Cite = NOWHERE

    def applies(self, case: Case) -> Verdict:
        """Return yes; the approvals that the rule asks for decide."""
        return Verdict(True, (Line(ITEM, None, LEFT_OPEN, self.cite, None, True),))
