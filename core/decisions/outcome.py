"""What is the year's result, and what does it mean?"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Protocol

from core.decisions.eligibility import Check
from core.decisions.records import Note, Part, record
from core.decisions.values import NOWHERE, Cite, Line, Text

if TYPE_CHECKING:
    from core.decisions.case import Case

STATES = (
    "not_started", "studying", "ready", "passed", "failed", "absent", "exempt", "not_assessed", "deactivated",
)  # fmt: skip
"""States every tenant knows; rules may add end states of their own ("held_back", "recorded")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A formula's answer: the year score (exact, None without one), whether it passes, and how it was got."""

    passed: bool
    lines: tuple[Line, ...]
    score: Decimal | None = None
    open: bool = True
    """For a no: whether what the learner may still do this year could turn it into a pass."""
    advice: tuple[Text, ...] = ()


class Formula(Part, Protocol):
    """A part that turns study and exam into the year's result."""

    def judge(self, case: "Case") -> Judgement:
        """Return the result as of ``case.at``; arithmetic is exact, rounding is for display only."""
        ...


@record
class Grade:
    """A grade and the least score that earns it."""

    name: Annotated[str, Note("word key of the grade")]
    at_least: Annotated[Decimal, Note("least score", narrower="higher")]
    cite: Cite = NOWHERE


@record
class EndState:
    """A result beyond pass and fail, or the consequence of a common one."""

    consequence: Annotated[str, Note("what follows, in the tenant's language")] = ""
    when: Annotated[
        Check | None,
        Note("condition under which the state is reached; by an administrator's mark when left out"),
    ] = None
    instead_of: Annotated[tuple[str, ...], Note("the states it takes the place of")] = ()
    cite: Cite = NOWHERE


@record
class OutcomeRule:
    """How a year ends."""

    formula: Annotated[Formula, Note("how study and exam make the result")]
    grades: Annotated[tuple[Grade, ...], Note("grades, best first")] = ()
    grades_by: Annotated[str, Note("what grades apply to: score, or the mark of an exam")] = "score"
    states: Annotated[dict[str, EndState], Note("end states and consequences")] = field(default_factory=dict)
    decimals: Annotated[int, Note("decimals shown, rounded half up; decisions use exact values")] = 2
    cite: Cite = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The year's verdict on a learner: state, grade, score and the receipt that explains them."""

    state: str
    lines: tuple[Line, ...]
    grade: str = ""
    score: Decimal | None = None
    final: bool = False
    """True when nothing that the learner may still do can change it."""
    consequence: str = ""
    advice: tuple[Text, ...] = ()
