"""Can the bank fill the papers that the rules ask for, on every day on which the exam can be sat?

It depends on rules and bank together, so it is asked when either has changed: by ``xuefa exams check`` and, for sittings
that open soon, by the hall's page.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.courses.service import Question, bank_digest, item_of, not_reserved, questions_for
from core.decisions.drawing import feasible
from core.decisions.slots import Sitting
from core.decisions.values import Text
from core.decisions.year import YearRules
from core.exams.papers import bank_for
from core.exams.preparing import Coming
from core.tenancy.scope import current_tenant
from core.tenancy.tenant import Tenant
from core.web.site import composition

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What keeps the bank from filling an exam's papers, and the first day on which it does."""

    area: str
    exam: str
    title: str
    day: date
    problem: Text


def lacks_in(tenant: Tenant, area: str, year: int) -> Iterator[Lack]:
    """Yield what the bank lacks for the exams of a place's year, each problem once with its first day."""
    rules, zone = tenant.rules_for(year, area), tenant.places[area].tzinfo
    questions = questions_for(year, area)
    for exam, rule in rules.exams.items():
        told: set[str] = set()
        if rule.blueprint is None:
            continue
        for day in _days(rules.sittings(exam, zone), zone, questions):
            asked = questions if rule.counts else not_reserved(questions)
            bank = [item_of(one) for one in asked if _is_valid(one, day)]
            for problem in feasible(rule.blueprint, bank, _tiers(rules)):
                if str(problem) not in told:
                    told.add(str(problem))
                    yield Lack(area=area, exam=exam, title=rule.title, day=day, problem=problem)


def lacks_ahead(one: Coming) -> tuple[Text, ...]:
    """Return what the bank lacks for a sitting that opens soon; looked at anew only when bank or rules have changed."""
    bank = bank_digest(one.year, one.area, on=one.day)
    rules = _tenant().rules_for(one.year, one.area).digest
    return _looked_up(_Asked(current_tenant(), one.area, one.year, one.exam, one.day, bank, rules))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What tells one question from another; an answer is right for as long as bank and rules have these digests."""

    tenant: str
    area: str
    year: int
    exam: str
    day: date
    bank: str
    rules: str


@lru_cache(maxsize=256)
def _looked_up(asked: _Asked) -> tuple[Text, ...]:
    rules = _tenant().rules_for(asked.year, asked.area)
    blueprint = rules.exams[asked.exam].blueprint
    items = bank_for(asked.year, asked.area, asked.day, counts=rules.exams[asked.exam].counts).items
    return feasible(blueprint, items, _tiers(rules)) if blueprint else ()


def _tenant() -> Tenant:
    return composition().registry.tenants[current_tenant()]


def _tiers(rules: YearRules) -> tuple[str, ...]:
    return rules.audience.tiers


def _days(sittings: Sequence[Sitting], zone: ZoneInfo, questions: Sequence[Question]) -> list[date]:
    """The days on which papers are drawn and the bank may differ from the day before: openings, and changes in between."""
    turns = {one.valid_from for one in questions if one.valid_from}
    turns |= {one.valid_until + ONE_DAY for one in questions if one.valid_until}
    days: set[date] = set()
    for sitting in sittings:
        first, last = (moment.astimezone(zone).date() for moment in (sitting.opens, sitting.latest_start))
        days |= {first, *(turn for turn in turns if first < turn <= last)}
    return _different(sorted(days), turns)


def _different(days: Iterable[date], turns: set[date]) -> list[date]:
    """Of days between which no question comes or goes, the first."""
    kept: list[date] = []
    for day in days:
        if not kept or any(kept[-1] < turn <= day for turn in turns):
            kept.append(day)
    return kept


def _is_valid(one: Question, day: date) -> bool:
    return (one.valid_from is None or one.valid_from <= day) and (
        one.valid_until is None or day <= one.valid_until
    )
