"""Is this learner exempt, by what reason, and through whose approval?"""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Protocol

from core.decisions.records import Note, Part, Period, record
from core.decisions.values import NOWHERE, Cite, Verdict

if TYPE_CHECKING:
    from core.decisions.case import Case


class ExemptionCheck(Part, Protocol):
    """A part that tells from the record whether a reason for exemption applies."""

    lasting: ClassVar[bool] = False
    """True where an approved exemption stays when the record changes later: a leave that has ended."""

    def applies(self, case: "Case") -> Verdict:
        """Return whether the record bears the reason out, with explained lines."""
        ...


Approver = Literal["unit", "personnel", "area", "province"]


@record
class Exemption:
    """One reason for exemption: what must be so, who approves, whether evidence is kept."""

    when: Annotated[ExemptionCheck, Note("what the record must show")]
    approval: Annotated[
        tuple[Approver, ...], Note("levels of approval in order; none: it applies by itself")
    ] = ()
    evidence: Annotated[bool, Note("evidence is kept")] = False
    needs_study: Annotated[bool, Note("whether the exempt must still study")] = False
    cite: Cite = NOWHERE


@record
class Exemptions:
    """The year's reasons for exemption and what a revoked one means."""

    reasons: Annotated[dict[str, Exemption], Note("reasons")]
    revoked: Annotated[str, Note("the end state of one whose exemption was revoked")] = "absent"
    period: Annotated[Period | None, Note("days on which it may be applied for")] = None
    by: Annotated[tuple[Literal["unit", "learner"], ...], Note("who applies")] = ("unit",)
    cite: Cite = NOWHERE
