"""A verdict as its page tells it, the same for learner and administrator."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from core.decisions.case import Case
from core.decisions.certifying import earns
from core.decisions.outcome import Outcome
from core.decisions.rounding import half_up
from core.decisions.values import Word
from core.standings.judging import current, stored


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldVerdict:
    """The outcome as of now with what the page shows around it."""

    case: Case
    outcome: Outcome
    word: Word
    """The grade, or the state where there is none."""
    score: Decimal | None
    """The year score, rounded for display as the rules say; decisions use the exact one."""
    judged_at: datetime | None
    digest: str

    @property
    def asks_exemption(self) -> bool:
        """Whether the year knows a reason for exemption that people decide on."""
        rules = self.case.rules.exemptions
        return rules is not None and any(rule.approval for rule in rules.reasons.values())

    @property
    def certificate(self) -> bool:
        """Whether the result earns a certificate."""
        return earns(self.case, self.outcome)


def verdict_of(learner: UUID, year: int | None = None) -> ToldVerdict:
    """Return a learner's verdict as of now; NotFound when there is no such learner here."""
    case, outcome = current(learner, year)
    row = stored(learner, case.rules.year)
    return ToldVerdict(
        case=case,
        outcome=outcome,
        word=Word(outcome.grade or outcome.state),
        score=None if outcome.score is None else half_up(outcome.score, case.rules.outcome.decimals),
        judged_at=row.judged_at if row else None,
        digest=row.rules_digest[:12] if row else "",
    )
