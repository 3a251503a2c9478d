"""What is known about a learner's year, gathered for one decision: the person, study, attempts, places, exemptions.

Facts are gathered for many learners at once, all kinds in one round trip, and for one learner in the same way.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from core.courses.service import STUDY, LearnerYear, learner_year, learner_years, study_facts_from
from core.decisions.case import Case
from core.decisions.facts import Attempt, Facts, Place
from core.exemptions.service import RECORDS, record_from
from core.fees.service import SEATS, needs_seat
from core.tenancy.reading import Reading, Row, read_all

T = TypeVar("T")
OfLearners = Mapping[UUID, tuple[T, ...]]


ATTEMPTS = Reading("""
SELECT learner, exam, number, started_at, handed_in_at, mark, room, void, outside FROM attempts
WHERE tenant = %(tenant)s AND learner = ANY(%(learners)s) AND year = %(year)s ORDER BY started_at, number
""")
PLACES = Reading("""
SELECT learner, exam, opens, booked_at FROM places
WHERE tenant = %(tenant)s AND learner = ANY(%(learners)s) AND year = %(year)s ORDER BY opens
""")
ACKNOWLEDGED = Reading("""
SELECT learner, exam FROM acknowledgements
WHERE tenant = %(tenant)s AND learner = ANY(%(learners)s) AND year = %(year)s
""")
REOPENED = Reading("""
SELECT learner, exam, attempts FROM reopenings
WHERE tenant = %(tenant)s AND learner = ANY(%(learners)s) AND year = %(year)s
""")


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
    own = [ATTEMPTS, PLACES, RECORDS, ACKNOWLEDGED, REOPENED]
    asked = [SEATS] if any(one.rules.fees for one in about) else []
    found = read_all([*asked, *STUDY, *own], learners=learners, year=year)
    seated = {learner for rows in found[: len(asked)] for (learner,) in rows}
    *rows, attempts, places, exemptions, acknowledged, reopened = found[len(asked) :]
    study = study_facts_from(rows, about)
    attempts_of, places_of = _grouped(map(_attempt, attempts)), _grouped(map(_place, places))
    exemptions_of = _grouped(map(record_from, exemptions))
    acknowledged_of: OfLearners[str] = _grouped((learner, exam) for learner, exam in acknowledged)
    reopened_of: OfLearners[tuple[str, int]] = _grouped(
        (learner, (exam, number)) for learner, exam, number in reopened
    )
    return {
        one.learner: Facts(
            person=one.person,
            study=study[one.learner][0],
            courses=study[one.learner][1],
            attempts=attempts_of.get(one.learner, ()),
            places=places_of.get(one.learner, ()),
            exemptions=exemptions_of.get(one.learner, ()),
            paid=one.learner in seated or not needs_seat(one.rules, one.person),
            acknowledged=frozenset(acknowledged_of.get(one.learner, ())),
            reopened=reopened_of.get(one.learner, ()),
        )
        for one in about
    }


def _attempt(row: Row) -> tuple[UUID, Attempt]:
    learner, exam, number, started, handed_in, mark, room, void, outside = row
    return learner, Attempt(
        exam=exam,
        number=number,
        started=started,
        handed_in=handed_in,
        mark=mark,
        room=room,
        void=void,
        outside=outside,
    )


def _place(row: Row) -> tuple[UUID, Place]:
    learner, exam, opens, booked = row
    return learner, Place(exam=exam, opens=opens, booked=booked)


def _grouped(pairs: Iterable[tuple[UUID, T]]) -> OfLearners[T]:
    found: defaultdict[UUID, list[T]] = defaultdict(list)
    for learner, fact in pairs:
        found[learner].append(fact)
    return {learner: tuple(facts) for learner, facts in found.items()}
