"""Places in sittings: booked, moved and released by whom the rules allow, never more than a sitting holds."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, learner_in
from core.audit.service import note
from core.courses.service import learner_year
from core.db import db, now
from core.decisions.booking import may_book
from core.decisions.case import Case
from core.decisions.slots import Sitting
from core.decisions.values import Verdict, say
from core.errors import NotFound, Refused
from core.exams.facts import case_in
from core.exams.models import AttemptRow, PlaceRow
from core.tenancy.announce import announce
from core.tenancy.scope import current_tenant

Booker = Literal["administrator", "learner"]


def book_place(learner: UUID, exam: str, opens: datetime, by: Acting | None = None) -> PlaceRow:
    """Book a place in the sitting that opens then, or move the one that is booked there, and commit.

    ``by`` is the administrator who books; the learner does where it is left out. Raises Refused with the verdict: not
    who may book, outside the booking period, no place left, not this learner's exam.
    """
    about = learner_year(learner)
    if by is not None:
        learner_in(by.scope, learner)
    case = _sitting_case(case_in(about), exam, opens)
    _serialise(exam, opens)
    taken = taken_in(about.year, exam, opens) - _holds(learner, about.year, exam, opens)
    verdict = may_book(case, "learner" if by is None else "administrator", taken)
    if not verdict.met:
        db.session.rollback()
        raise Refused(say("This place cannot be booked."), verdict, code="may_not_book")
    row = db.session.get(PlaceRow, (current_tenant(), learner, about.year, exam)) or PlaceRow(
        learner=learner, year=about.year, exam=exam
    )
    row.opens, row.booked_at, row.booked_by = opens, now(), None if by is None else by.actor.id
    db.session.add(row)
    if by is not None:
        note(by.actor, "book_place", str(learner), exam=exam, opens=opens.isoformat())
    db.session.commit()
    announce("place.booked", learner, about.year, exam=exam)
    return row


def release_place(learner: UUID, exam: str, by: Acting) -> None:
    """Give a booked place back and commit; Refused once an attempt has been started from it, NotFound without one."""
    learner_in(by.scope, learner)
    about = learner_year(learner)
    row = db.session.get(PlaceRow, (current_tenant(), learner, about.year, exam))
    if row is None:
        raise NotFound(say("There is no booked place here."))
    if _has_started(learner, about.year, exam):
        raise Refused(say("An attempt has been started from this place."), code="started")
    own = sa.and_(PlaceRow.learner == learner, PlaceRow.year == about.year, PlaceRow.exam == exam)
    db.session.execute(sa.delete(PlaceRow).where(own))
    note(by.actor, "release_place", str(learner), exam=exam)
    db.session.commit()
    announce("place.released", learner, about.year, exam=exam)


def sittings_ahead(case: Case, exam: str) -> tuple[Sitting, ...]:
    """Return the sittings of an exam that have not opened yet."""
    return tuple(s for s in case.rules.sittings(exam, case.zone) if s.opens > case.at)


def taken_in(year: int, exam: str, opens: datetime) -> int:
    """Return how many places of a sitting are booked."""
    query = sa.select(sa.func.count()).where(
        PlaceRow.year == year, PlaceRow.exam == exam, PlaceRow.opens == opens
    )
    return db.session.execute(query).scalar_one()


def taken_by_sitting(year: int, exam: str) -> dict[datetime, int]:
    """Return how many places are booked in each sitting of an exam that has any."""
    query = (
        sa.select(PlaceRow.opens, sa.func.count())
        .where(PlaceRow.year == year, PlaceRow.exam == exam)
        .group_by(PlaceRow.opens)
    )
    return dict(db.session.execute(query).tuples().all())


def booking_verdict(case: Case, exam: str, sitting: Sitting, by: Booker) -> Verdict:
    """Return whether a place in a sitting could be booked for the learner now, as far as rules go."""
    return may_book(case.about(exam, sitting), by, taken_in(case.rules.year, exam, sitting.opens))


def _sitting_case(case: Case, exam: str, opens: datetime) -> Case:
    if exam not in case.rules.exams:
        raise NotFound(say("There is no such exam here."))
    found = next((s for s in case.rules.sittings(exam, case.zone) if s.opens == opens), None)
    if found is None:
        raise NotFound(say("There is no such sitting."))
    return case.about(exam, found)


def _serialise(exam: str, opens: datetime) -> None:
    key = sa.func.hashtextextended(f"sitting:{current_tenant()}:{exam}:{opens.isoformat()}", 0)
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _holds(learner: UUID, year: int, exam: str, opens: datetime) -> int:
    row = db.session.get(PlaceRow, (current_tenant(), learner, year, exam))
    return int(row is not None and row.opens == opens)


def _has_started(learner: UUID, year: int, exam: str) -> bool:
    query = sa.select(sa.func.count()).where(
        AttemptRow.learner == learner, AttemptRow.year == year, AttemptRow.exam == exam
    )
    return db.session.execute(query).scalar_one() > 0
