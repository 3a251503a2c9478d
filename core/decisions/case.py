"""The case that parts decide on: one learner's facts under one year's rules at one instant."""

from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import cached_property

from core.decisions.balance import Balance, fold
from core.decisions.facts import Facts, Person
from core.decisions.slots import Sitting
from core.decisions.year import Exam, YearRules


@dataclass(frozen=True, kw_only=True)
class Case:
    """Rules, facts and the instant of the question; ``exam`` and ``sitting`` when it is about one."""

    rules: YearRules
    facts: Facts
    at: datetime
    zone: tzinfo
    exam: str = ""
    sitting: Sitting | None = None

    @cached_property
    def today(self) -> date:
        """The day of the question in the tenant's time zone."""
        return self.at.astimezone(self.zone).date()

    @property
    def person(self) -> Person:
        """The learner."""
        return self.facts.person

    @property
    def the_exam(self) -> Exam:
        """The exam the question is about; KeyError when it is about none."""
        return self.rules.exams[self.exam]

    @cached_property
    def balance(self) -> Balance | None:
        """What study adds up to as of the day of the question; None in a year without study."""
        return self.balance_on(self.today)

    def balance_on(self, day: date) -> Balance | None:
        """Return what study added up to at the end of a day; None in a year without study."""
        study = self.rules.study
        if study is None:
            return None
        return fold(study, self.facts.study, until=day, categories=self.person.categories)

    def about(self, exam: str, sitting: Sitting | None = None) -> "Case":
        """Return the same case asked about an exam."""
        return replace(self, exam=exam, sitting=sitting)
