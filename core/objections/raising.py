"""What learners do: raise an objection, write again, withdraw. Each act is committed and told."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.stored import store_line, store_text
from core.decisions.values import Text, say
from core.errors import BadInput, Refused
from core.objections.finding import going_on, going_on_about, own_objection
from core.objections.models import MessageRow, ObjectionRow, Outcome
from core.objections.subjects import Subject, subject_of
from core.tenancy.announce import announce
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant

LONGEST = 1000
"""Characters of one message."""
MOST_OPEN = 5
"""So many objections of one learner may wait at once."""
MOST_MESSAGES = 50
"""Messages of one thread."""
ALREADY = say("You have objected to this already; your objection is being dealt with.")
CLOSED = say("This objection is closed.")


def raise_objection(learner: Actor, about: str, key: str, text: str) -> ObjectionRow:
    """Raise an objection with the lines as they read now, and commit.

    Raises NotFound for what is not the learner's, BadInput without a text, Refused when one to the same is not closed
    yet or too many are.
    """
    said = text_of(text, "text")
    subject = subject_of(learner.id, about, key)
    take_locks([f"objections/{current_tenant()}/{learner.id}"])
    _refuse_another(learner.id, subject)
    row = _row(learner.id, subject, now())
    db.session.add(row)
    _save(learner, row, said)
    announce("objection.raised", learner.id, row.year, objection=str(row.id))
    return row


def write_again(learner: Actor, objection: UUID, text: str) -> ObjectionRow:
    """Add a learner's message to a thread that is not closed, which waits for an answer again, and commit."""
    said = text_of(text, "text")
    row = own_objection(learner.id, objection, locked=True)
    refuse_closed(row)
    row.state = "open"
    add_message(row, "learner", learner, said)
    db.session.commit()
    announce("objection.written", learner.id, row.year, objection=str(row.id))
    return row


def withdraw(learner: Actor, objection: UUID) -> ObjectionRow:
    """Close an objection that its learner no longer holds, and commit."""
    row = own_objection(learner.id, objection, locked=True)
    refuse_closed(row)
    close(row, learner, "withdrawn", "")
    note(learner, "withdraw_objection", str(learner.id), objection=str(row.id))
    db.session.commit()
    announce("objection.closed", learner.id, row.year, objection=str(row.id), outcome="withdrawn")
    return row


def text_of(text: str, field: str) -> str:
    """Return a text that was sent; BadInput names the field when it is empty or too long."""
    said = text.replace("\0", "").replace("\r\n", "\n").strip()
    if said and len(said) <= LONGEST:
        return said
    fault = (
        say("At most {most} characters, please; these are {count}.", most=LONGEST, count=len(said))
        if said
        else EMPTY[field]
    )
    raise BadInput(fault, fields={field: fault})


EMPTY: dict[str, Text] = {
    "text": say("Please write what you mean."),
    "reason": say("Please give a reason."),
}


def refuse_closed(row: ObjectionRow) -> None:
    """Raise Refused for an objection that is closed."""
    if row.state == "closed":
        raise Refused(CLOSED, code="closed")


def add_message(row: ObjectionRow, author: str, by: Actor, text: str) -> None:
    """Add a message in the caller's transaction; Refused when the thread is as long as threads may be."""
    written = sa.select(sa.func.count()).where(MessageRow.objection == row.id)
    if db.session.execute(written).scalar_one() >= MOST_MESSAGES:
        raise Refused(
            say("A thread has at most {most} messages. Please speak with each other.", most=MOST_MESSAGES),
            code="too_many_messages",
        )
    row.touched_at = now()
    db.session.add(
        MessageRow(objection=row.id, author=author, by=by.id, by_name=by.name, text=text, at=row.touched_at)
    )


def close(row: ObjectionRow, by: Actor, outcome: Outcome, reason: str) -> None:
    """Close an objection in the caller's transaction."""
    row.state, row.outcome, row.reason = "closed", outcome, reason
    row.closed_at = row.touched_at = now()
    row.closed_by_name = by.name


def _refuse_another(learner: UUID, subject: Subject) -> None:
    if going_on_about(learner, subject.about, subject.key) is not None:
        raise Refused(ALREADY, code="already_raised")
    if going_on(learner) >= MOST_OPEN:
        raise Refused(
            say(
                "{most} of your objections are not closed yet. Please wait for an answer or withdraw one.",
                most=MOST_OPEN,
            ),
            code="too_many_objections",
        )


def _row(learner: UUID, subject: Subject, at: datetime) -> ObjectionRow:
    return ObjectionRow(
        learner=learner,
        year=subject.year,
        about=subject.about,
        key=subject.key,
        title=store_text(subject.title) or {},
        lines=[store_line(line) for line in subject.lines],
        raised_at=at,
        touched_at=at,
    )


def _save(learner: Actor, row: ObjectionRow, text: str) -> None:
    db.session.flush()
    add_message(row, "learner", learner, text)
    note(learner, "raise_objection", str(learner.id), objection=str(row.id), about=row.about)
    db.session.commit()
