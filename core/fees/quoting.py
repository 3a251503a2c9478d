"""The price of those whom a unit has not ordered for yet, by the year's rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Learner, Unit, persons_of, rules_of, subtree
from core.db import db
from core.decisions.charges import Charge, Fees
from core.decisions.values import say
from core.decisions.workdays import DAY, add_working_days, promised
from core.errors import NotFound
from core.fees.models import FeeSeat
from core.holidays.calendar import announced
from core.web.site import Site

UNIT = "unit"
NO_FEES = say("There is nothing at this address.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a unit would order today: the price of the people it pays for, and who is paid for by others."""

    learners: tuple[UUID, ...]
    charge: Charge
    others: Charge | None
    """What others pay for the unit's people; None where nobody does."""

    @property
    def heads(self) -> int:
        """How many people the order would cover."""
        return len(self.learners)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The days between which something promised is done."""

    first: date
    last: date


def fees_of(site: Site, area: str | None = None) -> Fees:
    """Return the year's fees; NotFound where the rules know none."""
    fees = rules_of(site, area).fees
    if fees is None:
        raise NotFound(NO_FEES)
    return fees


def quote_for(site: Site, unit: Unit) -> Quote:
    """Return the price of the active learners of a unit and those below it who have no seat this year; NotFound without fees."""
    tariff = fees_of(site, unit.area).tariff
    people = persons_of(_without_seat(unit, rules_of(site, unit.area).year))
    own = {learner: person for learner, person in people.items() if unit_pays(tariff.charge([person]))}
    rest = [person for learner, person in people.items() if learner not in own]
    return Quote(
        learners=tuple(sorted(own)),
        charge=tariff.charge(own.values()),
        others=tariff.charge(rest) if rest else None,
    )


def promises(fees: Fees, day: date) -> Iterator[tuple[str, Promise]]:
    """Yield what is promised to an order of a day: its name and the days, by the state's working days."""
    for name, clock in fees.clocks.items():
        first, last = promised(day, clock, announced())
        yield name, Promise(first=first, last=last)


def late_before(fees: Fees, today: date) -> date | None:
    """Return the first day whose orders are not late yet: on it and after it activation is not due before today. None without the clock."""
    clock = fees.clocks.get("activation")
    if clock is None:
        return None
    day = today
    while add_working_days(day - DAY, clock.most, announced()) >= today:
        day -= DAY
    return day


def unit_pays(charge: Charge) -> bool:
    """Tell whether the unit pays a part of a price itself."""
    return any(share.payer == UNIT and share.fen for share in charge.shares)


def _without_seat(unit: Unit, year: int) -> list[UUID]:
    parents = dict(db.session.execute(sa.select(Unit.code, Unit.parent)).tuples().all())
    seated = sa.select(FeeSeat.learner).where(FeeSeat.year == year)
    query = sa.select(Learner.id).where(
        Learner.unit.in_(subtree(unit.code, parents)), Learner.active, Learner.id.not_in(seated)
    )
    return list(db.session.scalars(query))
