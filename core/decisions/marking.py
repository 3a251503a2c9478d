"""How many marks does this paper earn, question by question?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypeAlias

from core.decisions.papers import Answer, Answers, BankItem, Paper, PaperQuestion
from core.decisions.values import Text, say

ZERO = Decimal(0)
RIGHT = say("right")
WRONG = say("wrong")
PARTLY = say("a part of the right options and no wrong one")
BLANK = say("not answered")


GIVEN = say("given to everybody after a correction")
DROPPED = say("dropped after a correction; the rest of the paper counts for the whole")

Version: TypeAlias = tuple[str, int]
"""A question's code and version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was found about a question after it had been asked.

    ``key``: other options or texts are right; ``given``: everybody gets its full mark; ``dropped``: it counts for
    nobody, and what the rest of the paper earns is scaled up to the full mark.
    """

    kind: Literal["key", "given", "dropped"]
    key: frozenset[int] = frozenset()
    accepted: tuple[str, ...] = ()


NO_CORRECTIONS: Mapping[str, Correction] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class MarkedQuestion:
    """What one question earned, of how much, and why."""

    code: str
    earned: Decimal
    of: Decimal
    because: Text

    @property
    def right(self) -> bool:
        """Whether the answer was wholly right."""
        return self.because is RIGHT


@dataclass(frozen=True, slots=True)
class MarkedPaper:
    """The mark of a paper, exact, with a row for every question in the paper's order."""

    questions: tuple[MarkedQuestion, ...]
    full_mark: Decimal
    """What the whole paper is out of, dropped questions included."""

    @property
    def mark(self) -> Decimal:
        """What the questions earned, scaled up to the full mark where some were dropped; 0 when all were."""
        left = sum((question.of for question in self.questions), ZERO)
        earned = sum((question.earned for question in self.questions), ZERO)
        return scaled(earned, left, self.full_mark)

    @property
    def right(self) -> int:
        """How many answers were wholly right."""
        return sum(question.right for question in self.questions)


def scaled(earned: Decimal, left: Decimal, full: Decimal) -> Decimal:
    """Return a mark: what was earned of what is left of a paper, scaled up to its full mark; 0 when nothing is left."""
    return earned * full / left if left else ZERO


def mark_paper(
    paper: Paper,
    bank: Mapping[str, BankItem],
    answers: Answers,
    corrections: Mapping[str, Correction] = NO_CORRECTIONS,
) -> MarkedPaper:
    """Mark a paper, with the corrections of its questions by code; KeyError when the bank lacks one of its questions."""
    rows = (
        mark_question(q, bank[q.code], answers.get(q.code), corrections.get(q.code)) for q in paper.questions
    )
    return MarkedPaper(tuple(rows), sum((question.mark for question in paper.questions), ZERO))


def mark_question(
    question: PaperQuestion, item: BankItem, answer: Answer | None, correction: Correction | None = None
) -> MarkedQuestion:
    """Mark one question of a paper, as it stands after a correction."""
    if correction is None:
        share, because = _share(question, item, answer)
    elif correction.kind == "dropped":
        return MarkedQuestion(question.code, ZERO, ZERO, DROPPED)
    elif correction.kind == "given":
        share, because = Decimal(1), GIVEN
    else:
        other = replace(item, key=correction.key, accepted=correction.accepted)
        share, because = _share(question, other, answer)
    return MarkedQuestion(question.code, question.mark * share, question.mark, because)


def _share(question: PaperQuestion, item: BankItem, answer: Answer | None) -> tuple[Decimal, Text]:
    if not answer:
        return ZERO, BLANK
    if isinstance(answer, str):
        right = answer.strip().casefold() in {text.strip().casefold() for text in item.accepted}
        return (Decimal(1), RIGHT) if right else (ZERO, WRONG)
    if answer == item.key:
        return Decimal(1), RIGHT
    if question.partial is not None and answer < item.key:
        return question.partial, PARTLY
    return ZERO, WRONG
