"""What a draft would change for the learners on the roster: each judged by the rules in force and by the draft.

The facts are those that the standing was judged from. For another year's rules they are moved by whole years, and exams
that those rules do not know are left out. Study that was counted stays as it was counted. Nothing is written.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain, repeat
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from core.decisions.case import Case
from core.decisions.charges import Tariff
from core.decisions.facts import Facts, Person
from core.decisions.outcome import Outcome
from core.decisions.standing import outcome as outcome_of
from core.decisions.stored import store_line
from core.decisions.year import YearRules
from core.errors import XuefaError
from core.standings.service import restore_facts
from core.tenancy.tenant import Tenant

T = TypeVar("T", date, datetime)
EXAMPLES = 5
"""Learners named for each way of changing."""
REASONS = 3
"""Lines told of each."""
UNITS = 200
"""Units listed, those with most changes first."""
FREE = frozenset({"exempt", "not_assessed", "deactivated"})
"""States for which nobody pays."""


class Judged(NamedTuple):
    """A standing as it is kept: whose, in which unit and area, its state, the facts behind it, and when."""

    learner: UUID
    unit: str
    area: str
    state: str
    inputs: Mapping[str, Any]
    at: datetime


@dataclass(slots=True)
class Tally:
    """The figures of a dry run, as far as it has come."""

    tenant: Tenant
    """The tenant with the draft laid in."""
    year: int
    ahead: int = 0
    """By how many years the facts are moved."""
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    units: dict[str, Counter[str]] = field(default_factory=dict)
    examples: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    people: Counter[Person] = field(default_factory=Counter)
    """Who would pay, by what tariffs look at."""
    skipped: int = 0
    """Learners of places that have no complete rules."""
    _rules: dict[tuple[str, date], YearRules | None] = field(default_factory=dict)

    def add(self, one: Judged) -> None:
        """Judge one standing by the draft and count it."""
        at = _moved(one.at, self.ahead)
        rules = self._rules_at(one.area, at.astimezone(self.tenant.zone).date())
        if rules is None:
            self.skipped += 1
            return
        facts = moved_facts(restore_facts(one.inputs), self.ahead, rules)
        after = outcome_of(Case(rules=rules, facts=facts, at=at, zone=self.tenant.zone))
        self._count(one, after)
        if after.state not in FREE:
            self.people[payer_of(facts.person)] += 1

    def _rules_at(self, area: str, day: date) -> YearRules | None:
        if (area, day) not in self._rules:
            try:
                self._rules[area, day] = self.tenant.rules_for(self.year, area, day)
            except XuefaError:
                self._rules[area, day] = None
        return self._rules[area, day]

    @property
    def learners(self) -> int:
        """How many were judged."""
        return self.pairs.total()

    @property
    def changed(self) -> int:
        """How many would be in another state."""
        return sum(count for (old, new), count in self.pairs.items() if old != new)

    def _count(self, one: Judged, after: Outcome) -> None:
        pair = one.state, after.state
        self.pairs[pair] += 1
        unit = self.units.setdefault(one.unit, Counter())
        unit["learners"] += 1
        unit["before"] += one.state == "passed"
        unit["after"] += after.state == "passed"
        if one.state != after.state:
            unit["changed"] += 1
            named = self.examples.setdefault(pair, [])
            if len(named) < EXAMPLES:
                named.append({"learner": str(one.learner), "lines": _reasons(after)})

    def outcome(self, tariff: Tariff | None, before: Tariff | None) -> dict[str, Any]:
        """Return the figures as they are kept and shown."""
        changed = sorted(self.units.items(), key=lambda pair: (-pair[1]["changed"], pair[0]))
        return {
            "learners": self.learners,
            "skipped": self.skipped,
            "changed": self.changed,
            "pairs": [[old, new, count] for (old, new), count in self.pairs.most_common()],
            "units": [[code, dict(counts)] for code, counts in changed[:UNITS]],
            "of_units": len(self.units),
            "examples": [[old, new, named] for (old, new), named in self.examples.items()],
            "cost": self._priced(tariff),
            "cost_before": self._priced(before),
        }

    def _priced(self, tariff: Tariff | None) -> list[list[Any]]:
        if tariff is None:
            return []
        people = chain.from_iterable(repeat(person, count) for person, count in self.people.items())
        return [[share.payer, share.fen, share.heads] for share in tariff.charge(people).shares]


def moved_facts(facts: Facts, years: int, rules: YearRules) -> Facts:
    """Return the facts as they would be so many years later, without exams that the rules do not know."""
    if not years:
        return facts
    later = _by(years)
    known = [one for one in facts.attempts if one.exam in rules.exams]
    return replace(
        facts,
        study=tuple(replace(one, day=later(one.day)) for one in facts.study),
        courses=tuple(
            replace(one, released=later(one.released), finished=later(one.finished)) for one in facts.courses
        ),
        attempts=tuple(
            replace(one, started=later(one.started), handed_in=later(one.handed_in)) for one in known
        ),
        places=tuple(
            replace(one, opens=later(one.opens), booked=later(one.booked))
            for one in facts.places
            if one.exam in rules.exams
        ),
        exemptions=tuple(replace(one, decided=later(one.decided)) for one in facts.exemptions),
    )


def payer_of(person: Person) -> Person:
    """Return what tariffs look at of a person, so that equal ones can be counted together."""
    return Person(
        rank=person.rank,
        tier=person.tier,
        employment=person.employment,
        unit_kind=person.unit_kind,
        unit_level=person.unit_level,
        provincial_direct=person.provincial_direct,
        stationed=person.stationed,
        area=person.area,
        sector=person.sector,
    )


def _by(years: int) -> Callable[[Any], Any]:
    return lambda day: None if day is None else _moved(day, years)


def _moved(day: T, years: int) -> T:
    if not years:
        return day
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _reasons(outcome: Outcome) -> list[Any]:
    unmet = [line for line in outcome.lines if line.met is False]
    return [store_line(line) for line in (unmet or outcome.lines)[:REASONS]]


def tallied(tally: Tally, standings: Iterator[Judged]) -> Iterator[int]:
    """Count standing after standing, and yield how many there were."""
    for number, one in enumerate(standings, start=1):
        tally.add(one)
        yield number
