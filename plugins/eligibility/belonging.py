"""Who somebody is as a condition: tier, rank, unit, sector, category, employment, day of joining."""

from datetime import date
from typing import Annotated

from core.decisions.case import Case
from core.decisions.eligibility import Check
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Line, Text, Verdict, Word, say

LISTED = say("this is one of those listed")
NOT_LISTED = say("this is none of those listed")
HAS_DUTY = say("the unit has a legal-education duty of its own")
NO_DUTY = say("the unit has no legal-education duty of its own")


@part
class TierIs(Check):
    """The learner belongs to one of these tiers."""

    shorthand = "tiers"

    tiers: Annotated[tuple[str, ...], Note("tiers")]
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether the tier is listed."""
        return listed(case.person.tier, self.tiers, say("Tier"), self.cite)


@part
class RankIs(Check):
    """The learner holds one of these ranks."""

    shorthand = "ranks"

    ranks: Annotated[tuple[str, ...], Note("ranks")]
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether the rank is listed."""
        return listed(case.person.rank, self.ranks, say("Rank"), self.cite)


@part
class UnitIs(Check):
    """The learner's unit is of one of these kinds, levels or sectors, or has a duty; all that is given must fit."""

    kinds: Annotated[tuple[str, ...], Note("kinds of unit; any when left out")] = ()
    levels: Annotated[tuple[str, ...], Note("levels of unit; any when left out")] = ()
    sectors: Annotated[tuple[str, ...], Note("sectors; any when left out")] = ()
    duty: Annotated[bool, Note("only those with a legal-education duty of their own")] = False
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether kind, level, sector and duty fit."""
        person = case.person
        asked = (
            (person.unit_kind, self.kinds, say("Kind of unit")),
            (person.unit_level, self.levels, say("Level of unit")),
            (person.sector, self.sectors, say("Sector")),
        )
        found = [listed(value, allowed, item, self.cite) for value, allowed, item in asked if allowed]
        if self.duty:
            found.append(_with_duty(person.duty, self.cite))
        return Verdict(all(v.met for v in found), tuple(line for v in found for line in v.lines))


@part
class EmploymentIs(Check):
    """The learner is in one of these states of employment."""

    shorthand = "states"

    states: Annotated[tuple[str, ...], Note("states of employment")]
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether the state of employment is listed."""
        return listed(case.person.employment, self.states, say("Employment"), self.cite)


@part
class CategoryIs(Check):
    """The learner belongs to one of these categories of people."""

    shorthand = "categories"

    categories: Annotated[tuple[str, ...], Note("categories")]
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether a category is listed."""
        held = sorted(case.person.categories & set(self.categories))
        return listed(held[0] if held else "", self.categories, say("Category"), self.cite)


@part
class JoinedAfter(Check):
    """The learner joined after a day: a joiner in mid-year."""

    shorthand = "day"

    day: Annotated[date, Note("day")]
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether the day of joining lies after it; an unknown one does not."""
        joined = case.person.joined
        met = joined is not None and joined > self.day
        because = say("after {day}", day=self.day)
        return Verdict(met, (Line(say("Day of joining"), joined, because, self.cite, None, met),))


def _with_duty(duty: bool, cite: Cite) -> Verdict:  # noqa: FBT001 (a fact of the record)
    because = HAS_DUTY if duty else NO_DUTY
    return Verdict(duty, (Line(say("Unit"), None, because, cite, None, duty),), too_late=not duty)


def listed(value: str, allowed: tuple[str, ...], item: Text, cite: Cite) -> Verdict:
    """Return whether a word is one of those listed."""
    met = value in allowed
    figure = Word(value) if value else None
    return Verdict(
        met, (Line(item, figure, LISTED if met else NOT_LISTED, cite, None, met),), too_late=not met
    )
