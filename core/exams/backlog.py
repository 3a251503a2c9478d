"""Answers that waited on a device until the connection was back: sent together, kept one by one in the order they were given."""

from collections.abc import Sequence
from operator import attrgetter
from uuid import UUID

from core.decisions.values import say
from core.errors import BadInput, Refused
from core.exams.answers import Answer, Door, Saved, save_answer

MOST = 200
"""Answers that one request brings at most."""
Kept = Saved | Refused | BadInput
"""What became of an answer: acknowledged, or why not."""


def save_answers(door: Door, attempt: UUID, answers: Sequence[Answer]) -> list[tuple[Answer, Kept]]:
    """Keep many answers, the oldest first; each is committed and acknowledged or refused for itself.

    Raises NotFound for an attempt that is not the learner's, BadInput for none or too many.
    """
    if not 0 < len(answers) <= MOST:
        raise BadInput(say("Between 1 and {most} answers can be sent together.", most=MOST))
    return [(one, _kept(door, attempt, one)) for one in sorted(answers, key=attrgetter("seq"))]


def _kept(door: Door, attempt: UUID, answer: Answer) -> Kept:
    try:
        return save_answer(door, attempt, answer)
    except (Refused, BadInput) as refusal:
        return refusal
