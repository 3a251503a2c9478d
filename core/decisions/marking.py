"""How many marks does this paper earn, question by question?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.decisions.papers import Answer, Answers, BankItem, Paper, PaperQuestion
from core.decisions.values import Text, say

ZERO = Decimal(0)
RIGHT = say("right")
WRONG = say("wrong")
PARTLY = say("a part of the right options and no wrong one")
BLANK = say("not answered")


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

    @property
    def mark(self) -> Decimal:
        """The sum of what the questions earned."""
        return sum((question.earned for question in self.questions), ZERO)

    @property
    def full_mark(self) -> Decimal:
        """The sum of what they could have earned."""
        return sum((question.of for question in self.questions), ZERO)

    @property
    def right(self) -> int:
        """How many answers were wholly right."""
        return sum(question.right for question in self.questions)


def mark_paper(paper: Paper, bank: Mapping[str, BankItem], answers: Answers) -> MarkedPaper:
    """Mark a paper; KeyError when the bank lacks one of its questions."""
    return MarkedPaper(tuple(_marked(q, bank[q.code], answers.get(q.code)) for q in paper.questions))


def _marked(question: PaperQuestion, item: BankItem, answer: Answer | None) -> MarkedQuestion:
    share, because = _share(question, item, answer)
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
