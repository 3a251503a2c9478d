"""Answers that were given elsewhere, on paper in a room without network, entered for attempts that are open."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from core.db import db, now
from core.decisions.values import say
from core.errors import Refused
from core.exams.answers import Answer, check_answer
from core.exams.models import AnswerRow, AttemptRow
from core.tenancy.rows import enter_rows

Sheet = tuple[AttemptRow, Mapping[int, Sequence[int]]]
"""An attempt and what was chosen, by question number."""


def enter_answers(sheets: Iterable[Sheet]) -> None:
    """Put answers on attempts that have none yet, all or none, and commit.

    Raises Refused for one that is handed in, BadInput for an answer that no paper can have.
    """
    at = now()
    enter_rows(AnswerRow, [row for sheet in sheets for row in _rows(sheet, at)])
    db.session.commit()


def _rows(sheet: Sheet, at: datetime) -> Iterable[dict[str, object]]:
    attempt, chosen = sheet
    if attempt.handed_in_at is not None:
        raise Refused(say("This paper was handed in at {when}.", when=attempt.handed_in_at), code="handed_in")
    for number, indexes in chosen.items():
        check_answer(Answer(question=number, chosen=tuple(indexes), seq=1))
        yield {"attempt": attempt.id, "question": number, "chosen": list(indexes), "seq": 1, "saved_at": at}
