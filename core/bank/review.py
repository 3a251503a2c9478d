"""What editors do to a question: add, change, send, check by somebody else, make live, retire, confirm after a change of law.

Every act names the version and the count of edits that the editor saw; one who saw an older state is told, and
nothing is changed. Each act leaves an audit entry.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.audit.service import note
from core.bank.checking import Shelves, faults_of, tidied
from core.bank.scope import NO_QUESTION, Editor
from core.courses.service import CONTENT, NewQuestion, Question, content_of, question_row
from core.db import db, now
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound, Refused

IN_WORK = frozenset({"draft", "sent", "checked"})
ASKED = frozenset({"live", "retired"})
"""States whose wording stays as it is: papers may have asked it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The version of a question, and its count of edits, that an editor had before them."""

    code: str
    version: int
    edits: int


def subject_of(row: Question) -> str:
    """Return what the audit trail calls a question."""
    return f"question/{row.year}/{row.code}"


def add_question(editor: Editor, question: NewQuestion, shelves: Shelves) -> Question:
    """Put a new question into the bank as a draft and commit; BadInput names each faulty field."""
    new = tidied(question)
    _check(editor, new, shelves)
    if _versions(editor, new.code):
        raise _taken(new.code)
    row = _draft(editor, new, 1)
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise _taken(new.code) from error
    note(editor.actor, "question_add", subject_of(row))
    db.session.commit()
    return row


def change_question(editor: Editor, question: NewQuestion, seen: Seen, shelves: Shelves) -> Question:
    """Give a question another wording and commit: in place while nobody was asked it, else as the next version, a draft.

    BadInput names each faulty field; Refused when somebody else has changed it meanwhile.
    """
    before = _locked(editor, seen)
    new = tidied(question)
    _check(editor, new, shelves)
    if content_of(question_row(new, 1)) == content_of(before):
        db.session.rollback()
        return before
    row = reworded(editor, new, before)
    act = "question_change" if row is before else "question_version"
    note(editor.actor, act, subject_of(row), version=str(row.version))
    db.session.commit()
    return row


def reworded(editor: Editor, new: NewQuestion, before: Question) -> Question:
    """Give the newest version, locked, another wording in the caller's transaction; returns the version that has it."""
    if _versions(editor, before.code)[-1] is not before:
        raise Refused(say("There is a newer version of this question already."), code="newer_version")
    row = _draft(editor, new, before.version + 1)
    before.edits += 1
    if before.state in ASKED:
        db.session.add(row)
        return row
    for name in (*CONTENT, "edited_by", "edited_by_name", "edited_at"):
        setattr(before, name, getattr(row, name))
    before.state, before.checked_by = "draft", None
    before.stale, before.stale_why = None, ""
    return before


def new_draft(editor: Editor, new: NewQuestion) -> Question:
    """Add a question's first version to the caller's transaction."""
    row = _draft(editor, new, 1)
    db.session.add(row)
    return row


def send(editor: Editor, seen: Seen) -> None:
    """Ask somebody else to check a draft, and commit."""
    row = _in_state(_locked(editor, seen), "draft")
    _move(editor, row, "sent", "question_send")


def check(editor: Editor, seen: Seen) -> None:
    """Say that a question is right, and commit; Refused for one's own wording."""
    row = _in_state(_locked(editor, seen), "sent")
    if row.edited_by == editor.actor.id:
        raise Refused(say("Somebody else has to check what you have written."), code="own_wording")
    row.checked_by = editor.actor.id
    _move(editor, row, "checked", "question_check")


def give_back(editor: Editor, seen: Seen, reason: str) -> None:
    """Make a draft again of a question that was sent or checked, saying why, and commit."""
    row = _in_state(_locked(editor, seen), "sent", "checked")
    row.checked_by = None
    _move(editor, row, "draft", "question_give_back", _reason(reason))


def make_live(editor: Editor, seen: Seen) -> None:
    """Let a checked question be asked from now on, the version before it retired, and commit."""
    row = _in_state(_locked(editor, seen), "checked")
    if row.stale is not None:
        text = say("Its source work has changed meanwhile: change the wording, or confirm it first.")
        raise Refused(text, code="stale")
    for other in _versions(editor, row.code):
        if other.state == "live":
            other.state = "retired"
            other.edits += 1
    db.session.flush()
    _move(editor, row, "live", "question_live")


def retire(editor: Editor, seen: Seen, reason: str) -> None:
    """Take a version out of use, saying why, and commit; papers that asked it keep it."""
    row = _in_state(_locked(editor, seen), "live", *IN_WORK)
    _move(editor, row, "retired", "question_retire", _reason(reason))


def confirm(editor: Editor, seen: Seen, reason: str) -> None:
    """Say why a stale question is right as it stands, and commit; it is stale no longer."""
    row = _locked(editor, seen)
    if row.stale is None:
        raise _not_now()
    said = _reason(reason)
    row.stale, row.stale_why = None, ""
    row.edits += 1
    note(editor.actor, "question_confirm", subject_of(row), said, version=str(row.version))
    db.session.commit()


def _move(editor: Editor, row: Question, state: str, act: str, reason: str = "") -> None:
    row.state = state
    row.edits += 1
    note(editor.actor, act, subject_of(row), reason, version=str(row.version))
    db.session.commit()


def _locked(editor: Editor, seen: Seen) -> Question:
    query = sa.select(Question).where(
        Question.year == editor.year, Question.code == seen.code, Question.version == seen.version
    )
    row = db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if row is None or not editor.sees(row.area):
        raise NotFound(NO_QUESTION)
    if row.edits != seen.edits:
        text = say("Somebody else has changed this question meanwhile. Nothing of yours was saved.")
        raise Refused(text, code="changed_meanwhile")
    return row


def _in_state(row: Question, *states: str) -> Question:
    if row.state not in states:
        raise _not_now()
    return row


def _not_now() -> Refused:
    return Refused(say("This cannot be done with a question in this state."), code="wrong_state")


def _reason(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise BadInput(say("Please give a reason."), fields={"reason": say("Please give a reason.")})
    return said


def _check(editor: Editor, question: NewQuestion, shelves: Shelves) -> None:
    faults = faults_of(editor, question, shelves)
    if faults:
        raise BadInput(say("Some details are missing or not right."), fields=faults)


def _taken(code: str) -> BadInput:
    text: Text = say("There is already a question with the code {code}.", code=code)
    return BadInput(text, fields={"code": text})


def _versions(editor: Editor, code: str) -> list[Question]:
    query = sa.select(Question).where(Question.year == editor.year, Question.code == code)
    return list(db.session.scalars(query.order_by(Question.version)))


def _draft(editor: Editor, question: NewQuestion, version: int) -> Question:
    row = question_row(question, version)
    row.state, row.edits = "draft", 1
    row.edited_by, row.edited_by_name, row.edited_at = editor.actor.id, editor.actor.name, now()
    return row
