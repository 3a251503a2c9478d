"""Answers that waited on a device until the connection was back: sent together, kept one by one in the order they were given."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from uuid import UUID

from psycopg.rows import TupleRow

from core.db import hot_transaction
from core.decisions.values import say
from core.errors import BadInput, Refused
from core.exams.answers import SAVE, Answer, Door, Saved, acknowledged, check_answer, values_of

MOST = 200
"""Answers that one request brings at most."""
Kept = Saved | Refused | BadInput
"""What became of an answer: acknowledged, or why not."""


def save_answers(door: Door, attempt: UUID, answers: Sequence[Answer]) -> list[tuple[Answer, Kept]]:
    """Keep many answers, the oldest first, in one round trip; each is acknowledged or refused for itself.

    Raises NotFound for an attempt that is not the learner's, BadInput for none or too many.
    """
    if not 0 < len(answers) <= MOST:
        raise BadInput(say("Between 1 and {most} answers can be sent together.", most=MOST))
    ordered = sorted(answers, key=attrgetter("seq"))
    rows = _rows(door, attempt, [one for one in ordered if _misfit(one) is None])
    return [(one, _misfit(one) or _kept(door, attempt, one, next(rows))) for one in ordered]


def _rows(door: Door, attempt: UUID, answers: Sequence[Answer]) -> Iterator[TupleRow | None]:
    if not answers:
        return
    with hot_transaction(door.tenant) as cursor:
        cursor.executemany(SAVE, [values_of(door, attempt, one) for one in answers], returning=True)
    yield from (found.fetchone() for found in cursor.results())


def _misfit(answer: Answer) -> BadInput | None:
    try:
        check_answer(answer)
    except BadInput as misfit:
        return misfit
    return None


def _kept(door: Door, attempt: UUID, answer: Answer, row: TupleRow | None) -> Kept:
    try:
        return acknowledged(door, attempt, answer, row)
    except (Refused, BadInput) as refusal:
        return refusal
