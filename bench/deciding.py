"""How many learners' years one core decides in a second, for each of the five systems."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from core.decisions.case import Case
from core.decisions.facts import DayTotal
from core.decisions.standing import outcome
from core.scenarios import home_of, read_cases, scenario_files
from core.scenarios.scene import Ground, set_up
from core.tenancy.registry import load_tenant

TENANTS = Path(__file__).parents[1] / "tenants"
SYSTEMS = ("hainan", "yunnan", "gansu", "gansu/areas/wuwei", "hunan")
DAYS = 40
"""A learner's study is spread over this many days."""
BATCH, LEAST = 200, 0.5
"""Decisions between two looks at the clock; processor seconds for each system."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions per second of processor time in one system."""

    system: str
    per_second: float


def deciding() -> Iterator[Decided]:
    """Measure each system on the first scenario that asks for a verdict on somebody who has studied."""
    for system in SYSTEMS:
        yield Decided(system, _rate(typical_case(TENANTS / system)))


def typical_case(place: Path) -> Case:
    """Return the case of a learner who has studied on many days and sat what there is to sit."""
    for file in scenario_files([place / "scenarios"]):
        home = home_of(file)
        tenant = load_tenant(home.root)
        for one in read_cases(file.read_bytes(), str(file)):
            if not (one.given.study and vars(one.expect).get("verdict")):
                continue
            rules = tenant.rules_for(one.year, home.area, on=one.at.date() if one.at else None)
            scene = set_up(
                Ground(rules=rules, zone=tenant.zone, area=home.area, exam=one.exam), one.given, one.at
            )
            case = scene.case()
            return replace(case, facts=replace(case.facts, study=tuple(_spread(case.facts.study))))
    raise LookupError(f"no scenario in {place} asks for a verdict on study")


def _spread(totals: tuple[DayTotal, ...]) -> Iterator[DayTotal]:
    for total in totals:
        for day in range(DAYS):
            yield replace(total, day=total.day + timedelta(days=day), amount=total.amount / Decimal(DAYS))


def _rate(case: Case) -> float:
    done, begin = 0, time.process_time()
    while (spent := time.process_time() - begin) < LEAST:
        for _ in range(BATCH):
            outcome(case)
        done += BATCH
    return done / spent
