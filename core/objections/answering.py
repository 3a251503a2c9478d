"""What administrators do: answer, decide with a reason, and where the learner is right enter the correction."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, Administrator
from core.audit.service import note
from core.courses import service as courses
from core.courses.service import Correction, LearnerYear, RecordRow
from core.db import db
from core.decisions.values import Text, say
from core.errors import BadInput, Refused
from core.objections.finding import objection_in
from core.objections.models import ObjectionRow
from core.objections.raising import add_message, close, refuse_closed, text_of
from core.objections.subjects import subject_of
from core.tenancy.announce import announce

AMOUNT = re.compile(r"-?[0-9]{1,4}(\.[0-9]{1,2})?", re.ASCII)
MEASURES = ("study", "minutes")
WRONG_AMOUNT = say("Please give a number other than 0 with at most two decimals, such as 2 or -0.5.")
WRONG_BUCKET = say("Please choose what it counts for.")
OWN = say("You cannot answer your own objection; another administrator does.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amends:
    """What a form asks to be entered into the study record."""

    amount: Decimal
    measure: str
    bucket: str
    reason: str


def answer(by: Acting, objection: UUID, text: str) -> ObjectionRow:
    """Add an administrator's message to a thread that is not closed, and commit.

    Raises NotFound for a learner whom the administrator does not see, BadInput without a text, Refused when it is closed
    or their own.
    """
    said = text_of(text, "text")
    row = _to_answer(by, objection)
    refuse_closed(row)
    row.state = "answered"
    add_message(row, "administrator", by.actor, said)
    note(by.actor, "answer_objection", str(row.learner), objection=str(row.id))
    db.session.commit()
    announce("objection.answered", row.learner, row.year, objection=str(row.id))
    return row


def decide(
    by: Acting, objection: UUID, outcome: Literal["upheld", "not_upheld"], reason: str
) -> ObjectionRow:
    """Close an objection as upheld or not, with the reason, and commit; raises as ``answer`` does."""
    why = text_of(reason, "reason")
    row = _to_answer(by, objection)
    refuse_closed(row)
    close(row, by.actor, outcome, why)
    note(by.actor, "decide_objection", str(row.learner), why, objection=str(row.id), outcome=outcome)
    db.session.commit()
    announce("objection.closed", row.learner, row.year, objection=str(row.id), outcome=outcome)
    return row


def may_correct(row: ObjectionRow) -> bool:
    """Tell whether an entry in the study record can be what follows from an objection."""
    return row.outcome == "upheld" and row.about != "attempt"


def correction_for(row: ObjectionRow) -> RecordRow | None:
    """Return the entry that was made because of an objection, or None."""
    return courses.correction_of(_year(row), _reference(row))


def buckets_for(row: ObjectionRow) -> tuple[str, ...]:
    """Return what a correction may count for: the buckets of the year's courses and targets, the objection's own first."""
    study = _year(row).rules.study
    targets = study.target.buckets if study and study.target else {}
    named = {course.bucket for course in courses.courses_of_year(row.year, every=True)} | set(targets)
    _, own = _place_of(row)
    return (own, *sorted(named - {own}))


def amends_of(row: ObjectionRow, sent: Mapping[str, str]) -> Amends:
    """Read a form; BadInput names the faulty field."""
    amount, bucket = sent.get("amount", "").strip().replace("−", "-"), sent.get("bucket", "")
    if not AMOUNT.fullmatch(amount) or not Decimal(amount):
        raise _wrong("amount", WRONG_AMOUNT)
    if bucket not in buckets_for(row) or sent.get("measure") not in MEASURES:
        raise _wrong("bucket", WRONG_BUCKET)
    reason = text_of(sent.get("reason", ""), "reason")
    return Amends(amount=Decimal(amount), measure=sent["measure"], bucket=bucket, reason=reason)


def enter_correction(by: Acting, objection: UUID, sent: Mapping[str, str]) -> ObjectionRow:
    """Write what a form asks into the ledger under the objection's number, once, and commit; standings follow.

    Raises Refused unless the objection is upheld and about study, or when a correction is there already.
    """
    row = _to_answer(by, objection)
    if not may_correct(row):
        raise Refused(say("A correction follows an objection about study that is upheld."), code="not_upheld")
    amends = amends_of(row, sent)
    facts = {"objection": str(row.id), "amount": str(amends.amount), "bucket": amends.bucket}
    note(by.actor, "correct_study", str(row.learner), amends.reason, **facts)
    if not courses.correct(_year(row), _correction(by, row, amends)):
        raise Refused(say("The correction has been entered already."), code="entered")
    return row


def _to_answer(by: Acting, objection: UUID) -> ObjectionRow:
    row = objection_in(by.scope, objection, locked=True).row
    own = sa.select(Administrator.learner).where(Administrator.id == by.actor.id)
    if db.session.scalar(own) == row.learner:
        raise Refused(OWN, code="own_objection")
    return row


def _year(row: ObjectionRow) -> LearnerYear:
    return courses.learner_year(row.learner, row.year)


def _correction(by: Acting, row: ObjectionRow, amends: Amends) -> Correction:
    return Correction(
        amount=amends.amount,
        reason=amends.reason,
        by=by.actor.name,
        reference=_reference(row),
        bucket=amends.bucket,
        measure=amends.measure,
        day=_place_of(row)[0],
    )


def _place_of(row: ObjectionRow) -> tuple[date | None, str]:
    """The day and bucket that a correction belongs to; a verdict, whose look would commit, has neither of its own."""
    if row.about != "study_entry":
        return None, "required"
    subject = subject_of(row.learner, row.about, row.key, row.year)
    return subject.day, subject.bucket


def _reference(row: ObjectionRow) -> str:
    return f"objection:{row.id}"


def _wrong(field: str, fault: Text) -> BadInput:
    return BadInput(fault, fields={field: fault})
