"""My mistakes: questions that a learner last answered wrong in practice, with key and explanation, to revise before the exam."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.courses.models import PracticeRound
from core.courses.practice import Asked, questions_of, rounds_of
from core.courses.years import LearnerYear

MOST_ROUNDS = 200
"""So many of the newest rounds are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A question as it was last answered, wrong, and the round in which that was."""

    question: Asked
    round: PracticeRound


def mistakes_of(ly: LearnerYear) -> Sequence[Mistake]:
    """Return the learner's mistakes, the newest first; a question answered right since then is none any more."""
    seen: set[str] = set()
    found = []
    for one in [row for row in rounds_of(ly) if row.handed_in_at is not None][:MOST_ROUNDS]:
        for question in questions_of(one):
            if question.code not in seen and question.right is False:
                found.append(Mistake(question=question, round=one))
            seen.add(question.code)
    return found
