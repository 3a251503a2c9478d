"""The case that parts decide on: one learner's facts under one year's rules at one instant."""

from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cached_property

from core.decisions.balance import Balance, Ledger
from core.decisions.facts import Facts, Person
from core.decisions.slots import Sitting
from core.decisions.values import Verdict
from core.decisions.year import Exam, YearRules


@dataclass(frozen=True, kw_only=True)
class Case:
    """Rules, facts and the instant of the question; ``exam`` and ``sitting`` when it is about one.

    What is asked more than once is kept with the case; ``replace`` makes a case that begins with none of it.
    """

    rules: YearRules
    facts: Facts
    at: datetime
    zone: tzinfo
    exam: str = ""
    sitting: Sitting | None = None
    study_verdicts: dict[date | None, Verdict] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )
    """What ``studying.study_verdict`` has answered for this case already, by day."""
    chances: dict[str, Sitting | None] = field(init=False, default_factory=dict, repr=False, compare=False)
    """What ``chances.chance_at`` has answered for this case already, by exam."""

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
    def ledger(self) -> Ledger | None:
        """What there is to add up of the learner's study; None in a year without study."""
        study = self.rules.study
        return None if study is None else Ledger(study, self.facts.study, self.person.categories)

    @property
    def balance(self) -> Balance | None:
        """What study adds up to as of the day of the question; None in a year without study."""
        return self.balance_on(self.today)

    def balance_on(self, day: date) -> Balance | None:
        """Return what study added up to at the end of a day; None in a year without study."""
        return None if self.ledger is None else self.ledger.on(day)

    def about(self, exam: str, sitting: Sitting | None = None) -> "Case":
        """Return the same case asked about an exam; what is added up already is not added up again."""
        case = Case(
            rules=self.rules, facts=self.facts, at=self.at, zone=self.zone, exam=exam, sitting=sitting
        )
        known = vars(case)
        known["ledger"], known["today"] = self.ledger, self.today
        if self.rules.study is not None and self.rules.study.also is None:
            known["study_verdicts"] = self.study_verdicts
        return case
