"""Places in sittings: booked, moved and released by whom the rules allow, never more than a sitting holds."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, all_in, days_listed
from core.audit.service import note
from core.courses.service import LearnerYear, learner_years
from core.db import db, now
from core.decisions.booking import ListDays, may_book, may_release
from core.decisions.case import Case
from core.decisions.exam_results import booked_sitting
from core.decisions.slots import Sitting
from core.decisions.values import Verdict, say
from core.errors import BadInput, NotFound, Refused
from core.exams.facts import cases_in
from core.exams.models import PlaceRow
from core.tenancy.announce import announce_all
from core.tenancy.rows import take_locks
from core.tenancy.scope import current_tenant

NO_SITTING = say("Please choose a sitting.")
Booker = Literal["administrator", "learner"]


def book_place(learner: UUID, exam: str, opens: datetime, by: Acting | None = None) -> PlaceRow:
    """Book a place in the sitting that opens then, or move the one that is booked there, and commit.

    ``by`` is the administrator who books; the learner does where it is left out. Raises Refused with the verdict: not
    who may book, outside the booking period, no place left, not this learner's exam.
    """
    return book_places([learner], exam, opens, by)[0]


def book_places(
    learners: Collection[UUID], exam: str, opens: datetime, by: Acting | None = None
) -> list[PlaceRow]:
    """Book places in one sitting for many learners of one year, all or none, and commit; Refused as for one of them."""
    if by is not None:
        all_in(by.scope, learners)
    cases = {
        learner: _sitting_case(case, exam, opens) for learner, case in cases_in(_years(learners)).items()
    }
    year = next(case.rules.year for case in cases.values())
    _serialise(learners, exam, opens)
    held, days = _held(learners, year, exam), days_of_lists(cases)
    taken = taken_in(year, exam, opens) - sum(row.opens == opens for row in held.values())
    for ahead, (learner, case) in enumerate(cases.items()):
        booker: Booker = "learner" if by is None else "administrator"
        _require(may_book(case, booker, taken + ahead, days.get(learner)))
    moved = [learner for learner, row in held.items() if row.opens != opens]
    rows = [held.get(learner) or PlaceRow(learner=learner, year=year, exam=exam) for learner in cases]
    for row in rows:
        _take(row, opens, by)
    db.session.commit()
    facts = {"exam": exam, "opens": opens.isoformat(), "by": "learner" if by is None else "administrator"}
    announce_all("place.booked", cases.keys() - held.keys(), year, **facts)
    announce_all("place.moved", moved, year, **facts)
    return rows


def book_each(learners: Collection[UUID], exam: str, opens: datetime, by: Acting) -> dict[UUID, Verdict]:
    """Book places in one sitting for those whom the rules let in while places are left, in their order, and commit.

    Returns the verdict of each; who was refused keeps what they had. NotFound for anybody outside the administrator's units.
    """
    all_in(by.scope, learners)
    order = {learner: number for number, learner in enumerate(learners)}
    about = sorted(_years(learners), key=lambda one: order[one.learner])
    _serialise(learners, exam, opens)
    cases = {learner: _sitting_case(case, exam, opens) for learner, case in cases_in(about).items()}
    year = next(case.rules.year for case in cases.values())
    days = days_of_lists(cases)
    held = _held(learners, year, exam)
    taken = taken_in(year, exam, opens)
    verdicts: dict[UUID, Verdict] = {}
    taken_now: list[UUID] = []
    for learner, case in cases.items():
        here = learner in held and held[learner].opens == opens
        verdicts[learner] = may_book(case, "administrator", taken - here, days.get(learner))
        if verdicts[learner].met and not here:
            _take(held.get(learner) or PlaceRow(learner=learner, year=year, exam=exam), opens, by)
            taken += 1
            taken_now.append(learner)
    db.session.commit()
    facts = {"exam": exam, "opens": opens.isoformat(), "by": "administrator"}
    announce_all("place.booked", [one for one in taken_now if one not in held], year, **facts)
    announce_all("place.moved", [one for one in taken_now if one in held], year, **facts)
    return verdicts


def places_in(learners: Collection[UUID], year: int, exam: str) -> dict[UUID, datetime]:
    """Return when the sittings open in which learners hold places of an exam."""
    return {learner: row.opens for learner, row in _held(learners, year, exam).items()}


def release_place(learner: UUID, exam: str, by: Acting) -> None:
    """Give a booked place back and commit; NotFound without one.

    Refused once its sitting has opened or an attempt has been started from it.
    """
    verdict = release_each([learner], exam, by).get(learner)
    if verdict is None:
        raise NotFound(say("There is no booked place here."))
    if not verdict.met:
        raise Refused(say("This place cannot be released."), verdict, code="may_not_release")


def release_each(learners: Collection[UUID], exam: str, by: Acting) -> dict[UUID, Verdict]:
    """Give places of an exam back where the rules let that be, and commit.

    Returns the verdict of each who held one; NotFound for anybody outside the administrator's units.
    """
    all_in(by.scope, learners)
    about = _years(learners)
    take_locks([f"place:{learner}:{exam}" for learner in learners])
    cases = cases_in(about)
    year = about[0].year
    verdicts = {
        learner: may_release(cases[learner].about(exam, booked_sitting(cases[learner], exam)))
        for learner in _held(learners, year, exam)
    }
    released = [learner for learner, verdict in verdicts.items() if verdict.met]
    own = sa.and_(PlaceRow.learner.in_(released), PlaceRow.year == year, PlaceRow.exam == exam)
    db.session.execute(sa.delete(PlaceRow).where(own))
    for learner in released:
        note(by.actor, "release_place", str(learner), exam=exam)
    db.session.commit()
    announce_all("place.released", released, year, exam=exam)
    return verdicts


def days_of_lists(cases: Mapping[UUID, Case]) -> dict[UUID, ListDays]:
    """Return the days of their departments' lists for learners whose cases are about one exam of a cohort."""
    first = next(iter(cases.values()))
    cohort = first.the_exam.cohort
    return days_listed(cases.keys(), first.rules.year, cohort) if cohort else {}


def chosen_sitting(text: str) -> datetime:
    """Return the instant at which the sitting that a form names opens; raises BadInput."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(NO_SITTING) from error
    if moment.tzinfo is None:
        raise BadInput(NO_SITTING)
    return moment


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


def _take(row: PlaceRow, opens: datetime, by: Acting | None) -> None:
    row.opens, row.booked_at, row.booked_by = opens, now(), None if by is None else by.actor.id
    if by is not None:
        note(by.actor, "book_place", str(row.learner), exam=row.exam, opens=opens.isoformat())
    db.session.add(row)


def _sitting_case(case: Case, exam: str, opens: datetime) -> Case:
    if exam not in case.rules.exams:
        raise NotFound(say("There is no such exam here."))
    if case.rules.exams[exam].booking is None:
        _require(may_book(case.about(exam), "learner"))
    found = next((s for s in case.rules.sittings(exam, case.zone) if s.opens == opens), None)
    if found is None:
        raise NotFound(say("There is no such sitting."))
    return case.about(exam, found)


def _serialise(learners: Collection[UUID], exam: str, opens: datetime) -> None:
    """Let one transaction at a time book in a sitting, and for each of these learners."""
    places = (f"place:{learner}:{exam}" for learner in learners)
    take_locks([f"sitting:{current_tenant()}:{exam}:{opens.isoformat()}", *places])


def _years(learners: Collection[UUID]) -> tuple[LearnerYear, ...]:
    about = learner_years(learners)
    if len(about) < len(learners):
        raise NotFound(say("There is no such learner here."))
    if len({one.year for one in about}) > 1:
        raise BadInput(say("Places are booked for the learners of one year at a time."))
    return about


def _held(learners: Collection[UUID], year: int, exam: str) -> dict[UUID, PlaceRow]:
    """The places that the learners have already, wherever; read again, because a lock was waited for."""
    query = sa.select(PlaceRow).where(
        PlaceRow.learner.in_(learners), PlaceRow.year == year, PlaceRow.exam == exam
    )
    rows = db.session.scalars(query.execution_options(populate_existing=True))
    return {row.learner: row for row in rows}


def _require(verdict: Verdict) -> None:
    if not verdict.met:
        db.session.rollback()
        raise Refused(say("This place cannot be booked."), verdict, code="may_not_book")
