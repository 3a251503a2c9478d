"""Answers that were given elsewhere, on paper in a room without network, entered for an attempt that is open."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from core.db import db, now
from core.decisions.values import say
from core.errors import Refused
from core.exams.answers import Answer, check_answer
from core.exams.models import AnswerRow, AttemptRow


def enter_answers(attempt: AttemptRow, chosen: Mapping[int, Sequence[int]]) -> None:
    """Put answers by question number on an attempt that has none yet, and commit.

    Raises Refused for one that is handed in, BadInput for an answer that no paper can have.
    """
    if attempt.handed_in_at is not None:
        raise Refused(say("This paper was handed in at {when}.", when=attempt.handed_in_at), code="handed_in")
    at = now()
    rows = []
    for number, indexes in chosen.items():
        check_answer(Answer(question=number, chosen=tuple(indexes), seq=1))
        rows.append(
            {"attempt": attempt.id, "question": number, "chosen": list(indexes), "seq": 1, "saved_at": at}
        )
    if rows:
        db.session.execute(sa.insert(AnswerRow), rows)
    db.session.commit()
