"""A learner's year: who studies, under which rules, at which instant. Every service here starts from one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from core.accounts.service import lies_in, persons_of
from core.db import now
from core.decisions.case import Case
from core.decisions.credit import Study
from core.decisions.facts import Person
from core.decisions.values import say
from core.decisions.year import YearRules
from core.errors import NotFound, Refused
from core.tenancy.scope import current_tenant
from core.web.site import composition

NO_LEARNER = say("There is no such learner here.")
NO_STUDY = say("There is nothing to study on this platform in this year.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerYear:
    """One learner's year at one instant."""

    learner: UUID
    year: int
    rules: YearRules
    person: Person
    zone: ZoneInfo
    at: datetime

    @property
    def study(self) -> Study:
        """The study side of the year; raises Refused in a year without one."""
        if self.rules.study is None:
            raise Refused(NO_STUDY, code="no_study")
        return self.rules.study

    @property
    def today(self) -> date:
        """The day in the tenant's zone."""
        return self.at.astimezone(self.zone).date()

    def sees(self, area: str) -> bool:
        """Tell whether what belongs to an area is for this learner."""
        return lies_in(self.person.area, area)


def learner_year(learner: UUID, year: int | None = None) -> LearnerYear:
    """Return a learner's year, the current one of their place when none is named; NotFound for no learner here."""
    found = learner_years([learner], year)
    if not found:
        raise NotFound(NO_LEARNER)
    return found[0]


def learner_years(learners: Collection[UUID], year: int | None = None) -> tuple[LearnerYear, ...]:
    """Return the years of many learners in one query, in any order; who is not of the tenant is left out."""
    return tuple(_year_of(learner, person, year) for learner, person in persons_of(learners).items())


def year_of(learner: UUID, case: Case) -> LearnerYear:
    """Return the year that a case at hand is about."""
    zone = ZoneInfo(str(case.zone))
    return LearnerYear(
        learner=learner,
        year=case.rules.year,
        rules=case.rules,
        person=case.facts.person,
        zone=zone,
        at=case.at,
    )


def _year_of(learner: UUID, person: Person, year: int | None) -> LearnerYear:
    tenant = composition().registry.tenants[current_tenant()]
    chosen = tenant.place(person.area).year if year is None else year
    at = now(person.area)
    zone = ZoneInfo(str(tenant.zone))
    rules = tenant.rules_for(chosen, area=person.area, on=at.astimezone(zone).date())
    return LearnerYear(learner=learner, year=chosen, rules=rules, person=person, zone=zone, at=at)
