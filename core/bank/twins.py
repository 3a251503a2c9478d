"""Near duplicates within what an editor sees: other places' questions are neither compared nor named."""

from decimal import Decimal

import sqlalchemy as sa

from core.bank.likeness import Index, features_of
from core.bank.scope import Editor, in_use, theirs
from core.courses.service import Question, question_of
from core.db import db

SHOWN = 5


def bank_index(editor: Editor, kind: str = "") -> Index:
    """Return an editor's questions by their shingles, retired ones left out; of one type where it is named."""
    query = sa.select(Question).where(theirs(editor), in_use(), Question.state != "retired")
    if kind:
        query = query.where(Question.type == kind)
    rows = db.session.scalars(query.order_by(Question.code, Question.version))
    return Index((row.code, features_of(question_of(row))) for row in rows)


def twins_of(editor: Editor, row: Question) -> list[tuple[Question, Decimal]]:
    """Return the questions that ask nearly the same as this one with their likeness from 0 to 1, the likest first."""
    twins = bank_index(editor, row.type).twins(row.code, features_of(question_of(row)))[:SHOWN]
    query = sa.select(Question).where(
        theirs(editor), in_use(), Question.code.in_([twin.code for twin in twins])
    )
    newest = {found.code: found for found in db.session.scalars(query.order_by(Question.version))}
    return [(newest[twin.code], Decimal(str(round(twin.likeness, 2)))) for twin in twins]
