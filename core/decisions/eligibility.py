"""Does this learner meet a condition: study done, gate open, makeup allowed, served at all?"""

from typing import TYPE_CHECKING, Protocol

from core.decisions.records import Part
from core.decisions.values import Verdict

if TYPE_CHECKING:
    from core.decisions.case import Case


class Check(Part, Protocol):
    """A part that answers one condition about a learner's year and explains the answer."""

    def check(self, case: "Case") -> Verdict:
        """Return whether the condition holds at ``case.at``, with explained lines and advice."""
        ...
