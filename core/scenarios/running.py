"""Runs scenarios against a place's rules: each case is set up, asked, and its differences are listed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Protocol

from core.decisions.year import YearRules
from core.errors import XuefaError
from core.scenarios.cases import Scenario
from core.scenarios.scene import Ground, set_up


class Rulebook(Protocol):
    """Where a place's rules come from: its files, or what is in force in a tenant."""

    @property
    def zone(self) -> tzinfo:
        """The place's time zone."""
        ...

    def rules_for(self, year: int, area: str = "", on: date | None = None) -> YearRules:
        """Return the rules of a year and area as in force on a day."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """One case, by file and line and name, with what differed; it passes when nothing did."""

    where: str
    name: str
    faults: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.faults

    def __str__(self) -> str:
        """Return one line for a case that passes, and a further one for each difference otherwise."""
        head = "PASS" if self.passed else "FAIL"
        return "\n      ".join([f"{head}  {self.where}  {self.name}", *self.faults])


def run_cases(cases: Iterable[Scenario], rulebook: Rulebook, area: str = "") -> Iterator[Result]:
    """Yield the result of every case; ``area`` is the place whose file they stand in."""
    for case in cases:
        yield run_case(case, rulebook, area)


def run_case(case: Scenario, rulebook: Rulebook, area: str = "") -> Result:
    """Return the result of one case; rules that are refused are a difference, too."""
    where = "/".join(part for part in (area, case.area) if part)
    try:
        rules = rulebook.rules_for(case.year, where, on=case.at.date() if case.at else None)
        ground = Ground(rules=rules, zone=rulebook.zone, area=where, exam=case.exam)
        scene = set_up(ground, case.given, case.at)
        faults = tuple(case.expect.faults(scene))
    except (XuefaError, KeyError) as refusal:
        faults = (f"{type(refusal).__name__}: {refusal}",)
    return Result(case.where, case.name, faults or (() if _asks(case) else ("nothing is expected",)))


def _asks(case: Scenario) -> bool:
    return any(vars(case.expect).values())
