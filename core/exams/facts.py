"""What is known about a learner's year, gathered for one decision: the person, study, attempts, places, exemptions."""

from uuid import UUID

import sqlalchemy as sa

from core.courses.service import LearnerYear, learner_year, study_facts_of
from core.db import db
from core.decisions.case import Case
from core.decisions.facts import Attempt, Facts, Place
from core.exams.models import Acknowledgement, AttemptRow, PlaceRow, Reopening
from core.exemptions.service import records_of


def case_of(learner: UUID, year: int | None = None) -> Case:
    """Return the case of a learner's year at this instant; NotFound when there is no such learner here."""
    return case_in(learner_year(learner, year))


def case_in(about: LearnerYear) -> Case:
    """Return the case of a learner's year whose rules and person are at hand."""
    return Case(rules=about.rules, facts=facts_in(about), at=about.at, zone=about.zone)


def facts_in(about: LearnerYear) -> Facts:
    """Gather the facts of a learner's year."""
    learner, year = about.learner, about.year
    study, courses = study_facts_of(about)
    return Facts(
        person=about.person,
        study=study,
        courses=courses,
        attempts=attempts_of(learner, year),
        places=_places(learner, year),
        exemptions=records_of(learner, year),
        acknowledged=_acknowledged(learner, year),
        reopened=_reopened(learner, year),
    )


def attempts_of(learner: UUID, year: int) -> tuple[Attempt, ...]:
    """Return a learner's attempts of a year as decisions see them, oldest first."""
    query = (
        sa.select(
            AttemptRow.exam,
            AttemptRow.number,
            AttemptRow.started_at,
            AttemptRow.handed_in_at,
            AttemptRow.mark,
            AttemptRow.room,
            AttemptRow.void,
            AttemptRow.outside,
        )
        .where(AttemptRow.learner == learner, AttemptRow.year == year)
        .order_by(AttemptRow.started_at, AttemptRow.number)
    )
    return tuple(
        Attempt(
            exam=exam,
            number=number,
            started=started,
            handed_in=handed_in,
            mark=mark,
            room=room,
            void=void,
            outside=outside,
        )
        for exam, number, started, handed_in, mark, room, void, outside in db.session.execute(query)
    )


def _places(learner: UUID, year: int) -> tuple[Place, ...]:
    query = sa.select(PlaceRow.exam, PlaceRow.opens, PlaceRow.booked_at).where(
        PlaceRow.learner == learner, PlaceRow.year == year
    )
    rows = db.session.execute(query.order_by(PlaceRow.opens))
    return tuple(Place(exam=exam, opens=opens, booked=booked) for exam, opens, booked in rows)


def _acknowledged(learner: UUID, year: int) -> frozenset[str]:
    query = sa.select(Acknowledgement.exam).where(
        Acknowledgement.learner == learner, Acknowledgement.year == year
    )
    return frozenset(db.session.scalars(query))


def _reopened(learner: UUID, year: int) -> tuple[tuple[str, int], ...]:
    query = sa.select(Reopening.exam, Reopening.attempts).where(
        Reopening.learner == learner, Reopening.year == year
    )
    return tuple((exam, attempts) for exam, attempts in db.session.execute(query))
