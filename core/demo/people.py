"""Invented people: names drawn from lists, numbers that belong to nobody, always the same for the same place."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from stdnum.cn import ric

from core.accounts.service import NewLearner, NewUnit
from core.demo.content import Content
from core.demo.lives import Life

NOWHERE = "710000"
"""A county code under which no resident ID numbers are issued, so that an invented number is nobody's."""

POLITICAL = ("中共党员", "群众", "共青团员", "民主党派")


def learners(content: Content, units: list[NewUnit], lives: Iterable[Life]) -> Iterator[NewLearner]:
    """Yield an invented learner for each life, spread over the units, with the words of the place's plan."""
    chance = random.Random(f"{content.area}/{content.year}")
    plan, (surnames, given) = content.plan, content.names
    seen: set[str] = set()
    serials: dict[str, int] = {}
    for number, life in enumerate(lives):
        special = dict(life.on_record)
        unit = units[special.pop("unit", number % len(units))]
        serials[unit.code] = serials.get(unit.code, 0) + 1
        name = _name(chance, surnames, given, seen)
        made = replace(_learner(chance, plan, unit, name, number), **special)
        account = made.account or plan["account"].format(
            unit=unit.number_range, serial=serials[unit.code], number=number + 1
        )
        yield replace(made, account=account)


def _name(chance: random.Random, surnames: list[str], given: list[str], seen: set[str]) -> str:
    while True:
        name = chance.choice(surnames) + chance.choice(given)
        if name not in seen:
            seen.add(name)
            return name


def _learner(
    chance: random.Random, plan: dict[str, Any], unit: NewUnit, name: str, number: int
) -> NewLearner:
    born, sex = _born(chance, plan), chance.choice(("male", "female"))
    by_id = plan.get("account_is") == "id_number"
    id_number = invented_id(born, sex, number) if by_id else ""
    return NewLearner(
        unit=unit.code,
        account=id_number,
        name=name,
        phone=f"1990000{number + 1:04d}",
        id_number=id_number,
        birth=born,
        sex=sex,
        rank=chance.choices(plan["ranks"], weights=range(len(plan["ranks"]), 0, -1))[0],
        tier=chance.choices(plan.get("tiers", [""]), weights=plan.get("tier_weights"))[0],
        post="manual" if number % 29 == 17 else "official",  # noqa: PLR2004 (now and then)
        political_status=chance.choice(POLITICAL),
    )


def _born(chance: random.Random, plan: dict[str, Any]) -> date:
    first, last = plan["born"]
    return date(first, 1, 1) + timedelta(days=chance.randrange((last - first + 1) * 365))


def invented_id(born: date, sex: str, number: int) -> str:
    """Return an ID number with a right check digit that is nobody's."""
    serial = (2 * number + (1 if sex == "male" else 0)) % 1000
    body = f"{NOWHERE}{born:%Y%m%d}{serial:03d}"
    return body + str(ric.calc_check_digit(body + "0"))
