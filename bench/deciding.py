"""How many learners' years one core decides in a second, for each of the five systems."""

import time
from collections import Counter
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
"""A learner's study of each bucket is spread over this many days."""
LEAST = 1.0
"""Processor seconds for each system."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions per second of processor time in one system."""

    system: str
    per_second: float


def deciding() -> Iterator[Decided]:
    """Measure each system on all scenarios that ask for a verdict on somebody who has studied, each as often as the others."""
    for system in SYSTEMS:
        yield Decided(system, _rate(list(cases(TENANTS / system))))


def cases(place: Path) -> Iterator[Case]:
    """Yield the cases of a place's scenarios: passed, failed, on the way, and whatever else its notice knows."""
    for file in scenario_files([place / "scenarios"]):
        home = home_of(file)
        tenant = load_tenant(home.root)
        for one in read_cases(file.read_bytes(), str(file)):
            if not (one.given.study and vars(one.expect).get("verdict")):
                continue
            rules = tenant.rules_for(one.year, home.area, on=one.at.date() if one.at else None)
            ground = Ground(rules=rules, zone=tenant.zone, area=home.area, exam=one.exam)
            case = set_up(ground, one.given, one.at).case()
            yield replace(case, facts=replace(case.facts, study=tuple(_spread(case.facts.study))))


def _spread(totals: tuple[DayTotal, ...]) -> Iterator[DayTotal]:
    """The same study on many days up to the day that it is told of, so that it adds up to the same."""
    rows = Counter((total.measure, total.bucket) for total in totals)
    for total in totals:
        days = max(1, DAYS // rows[total.measure, total.bucket])
        for day in range(days):
            yield replace(total, day=total.day - timedelta(days=day), amount=total.amount / Decimal(days))


def _rate(known: list[Case]) -> float:
    """Each decision has a new case, so that nothing which was added up for the one before helps it."""
    done, begin = 0, time.process_time()
    while (spent := time.process_time() - begin) < LEAST:
        for case in known:
            outcome(Case(rules=case.rules, facts=case.facts, at=case.at, zone=case.zone))
        done += len(known)
    return done / spent
