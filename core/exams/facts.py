"""What is known about a learner's year, gathered for one decision: the person, study, attempts, places, exemptions.

Facts are gathered for many learners at once, one query for each kind, and for one learner in the same way.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa

from core.courses.service import LearnerYear, learner_year, learner_years, study_facts_in
from core.db import db
from core.decisions.case import Case
from core.decisions.facts import Attempt, Facts, Place
from core.exams.models import Acknowledgement, AttemptRow, PlaceRow, Reopening
from core.exemptions.service import records_of

T = TypeVar("T")
OfLearners = Mapping[UUID, tuple[T, ...]]


def case_of(learner: UUID, year: int | None = None) -> Case:
    """Return the case of a learner's year at this instant; NotFound when there is no such learner here."""
    return case_in(learner_year(learner, year))


def case_in(about: LearnerYear) -> Case:
    """Return the case of a learner's year whose rules and person are at hand."""
    return cases_in([about])[about.learner]


def cases_of(learners: Collection[UUID], year: int | None = None) -> dict[UUID, Case]:
    """Return the cases of many learners in a few queries; who is not of the tenant is left out."""
    return cases_in(learner_years(learners, year))


def cases_in(about: Collection[LearnerYear]) -> dict[UUID, Case]:
    """Return the cases of learners' years whose rules and persons are at hand."""
    cases: dict[UUID, Case] = {}
    for year in {one.year for one in about}:
        own = [one for one in about if one.year == year]
        facts = _facts(year, own)
        for one in own:
            cases[one.learner] = Case(rules=one.rules, facts=facts[one.learner], at=one.at, zone=one.zone)
    return cases


def _facts(year: int, about: Collection[LearnerYear]) -> dict[UUID, Facts]:
    learners = [one.learner for one in about]
    study = study_facts_in(year, about)
    attempts, places = _attempts(learners, year), _places(learners, year)
    exemptions = records_of(learners, year)
    acknowledged, reopened = _acknowledged(learners, year), _reopened(learners, year)
    return {
        one.learner: Facts(
            person=one.person,
            study=study[one.learner][0],
            courses=study[one.learner][1],
            attempts=attempts.get(one.learner, ()),
            places=places.get(one.learner, ()),
            exemptions=exemptions.get(one.learner, ()),
            acknowledged=frozenset(acknowledged.get(one.learner, ())),
            reopened=reopened.get(one.learner, ()),
        )
        for one in about
    }


def _attempts(learners: Collection[UUID], year: int) -> OfLearners[Attempt]:
    row = AttemptRow
    columns = (
        row.exam,
        row.number,
        row.started_at,
        row.handed_in_at,
        row.mark,
        row.room,
        row.void,
        row.outside,
    )
    query = sa.select(row.learner, *columns).where(row.learner.in_(learners), row.year == year)
    found = db.session.execute(query.order_by(row.started_at, row.number))
    return _grouped(
        (
            learner,
            Attempt(
                exam=exam,
                number=number,
                started=started,
                handed_in=handed_in,
                mark=mark,
                room=room,
                void=void,
                outside=outside,
            ),
        )
        for learner, exam, number, started, handed_in, mark, room, void, outside in found
    )


def _places(learners: Collection[UUID], year: int) -> OfLearners[Place]:
    row = PlaceRow
    query = sa.select(row.learner, row.exam, row.opens, row.booked_at).where(
        row.learner.in_(learners), row.year == year
    )
    found = db.session.execute(query.order_by(row.opens))
    return _grouped(
        (learner, Place(exam=exam, opens=opens, booked=booked)) for learner, exam, opens, booked in found
    )


def _acknowledged(learners: Collection[UUID], year: int) -> OfLearners[str]:
    row = Acknowledgement
    query = sa.select(row.learner, row.exam).where(row.learner.in_(learners), row.year == year)
    return _grouped((learner, exam) for learner, exam in db.session.execute(query))


def _reopened(learners: Collection[UUID], year: int) -> OfLearners[tuple[str, int]]:
    row = Reopening
    query = sa.select(row.learner, row.exam, row.attempts).where(row.learner.in_(learners), row.year == year)
    return _grouped((learner, (exam, attempts)) for learner, exam, attempts in db.session.execute(query))


def _grouped(pairs: Iterable[tuple[UUID, T]]) -> OfLearners[T]:
    found: defaultdict[UUID, list[T]] = defaultdict(list)
    for learner, fact in pairs:
        found[learner].append(fact)
    return {learner: tuple(facts) for learner, facts in found.items()}
