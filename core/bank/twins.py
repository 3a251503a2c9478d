"""Near duplicates within what an editor sees: other places' questions are neither compared nor named."""

import sqlalchemy as sa

from core.bank.likeness import Index, Twin, features_of
from core.bank.scope import Editor, in_use, theirs
from core.courses.service import Question, question_of
from core.db import db


def bank_index(editor: Editor, kind: str = "") -> Index:
    """Return an editor's questions by their shingles, retired ones left out; of one type where it is named."""
    query = sa.select(Question).where(theirs(editor), in_use(), Question.state != "retired")
    if kind:
        query = query.where(Question.type == kind)
    rows = db.session.scalars(query.order_by(Question.code, Question.version))
    return Index((row.code, features_of(question_of(row))) for row in rows)


def twins_of(editor: Editor, row: Question) -> tuple[Twin, ...]:
    """Return the questions that ask nearly the same as this one, the likest first."""
    return bank_index(editor, row.type).twins(row.code, features_of(question_of(row)))
