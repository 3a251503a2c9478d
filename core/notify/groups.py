"""Who is meant: the active learners of some units who stand in some state, with less study than so many percent."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Learner, Unit
from core.db import db
from core.decisions.credit import Study
from core.decisions.reminders import Occasions
from core.errors import NotFound
from core.notify.models import Message
from core.notify.reaching import the_tenant
from core.standings.service import Standing

HUNDRED = Decimal(100)
FIRST = UUID(int=0)
WINDOW = 2000
"""Keys of the roster that are looked through at once."""
STATES = ("not_started", "studying", "ready", "failed", "absent")
"""States in which somebody has something left to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Who is meant; ``below``: percent of the study that is needed, None for any progress."""

    units: Collection[str] | None = None
    """None for all of the tenant."""
    states: Sequence[str] = STATES
    below: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One learner who is meant, with what a message can say of them."""

    id: UUID
    name: str
    unit: str
    area: str
    earned: Decimal
    target: Decimal | None

    @property
    def percent(self) -> int | None:
        """How much of the study needed is done, 100 at most; None where no amount is needed."""
        if not self.target:
            return None
        return int(min(self.earned / self.target, Decimal(1)) * HUNDRED)

    @property
    def missing(self) -> Decimal:
        """What is missing of the amount needed."""
        return max(Decimal(0), (self.target or Decimal(0)) - self.earned)


def count_of(group: Group) -> int:
    """Return how many are meant."""
    return db.session.execute(sa.select(sa.func.count()).select_from(_members(group).subquery())).scalar_one()


def members_of(group: Group, most: int, after: UUID | None = None) -> list[Member]:
    """Return the next members in the order of their ids."""
    query = _members(group).order_by(Learner.id).limit(most)
    return _read(query if after is None else query.where(Learner.id > after))


def _read(query: sa.Select[Any]) -> list[Member]:
    rows = db.session.execute(query)
    return [
        Member(id=row[0], name=row[1], unit=row[2], area=row[3], earned=row[4] or Decimal(0), target=row[5])
        for row in rows
    ]


def everybody_behind(most: int, due: Mapping[str, Occasions]) -> Iterator[list[Member]]:
    """Yield the tenant's learners with something left to do whom a day can bring something, so many at a time.

    ``due``: what it brings, by area. Who has been told already of all that it brings is left out.
    """
    chosen, after = _members(Group()).where(_brought(due)).order_by(Learner.id), FIRST
    while (last := _window(after)) is not None:
        found = _read(chosen.where(Learner.id > after, Learner.id <= last))
        yield from (found[start : start + most] for start in range(0, len(found), most))
        after = last


def _window(after: UUID) -> UUID | None:
    """Return the last key of the next learners; by windows of keys nothing is ever sorted, however many there are."""
    window = sa.select(Learner.id).where(Learner.id > after).order_by(Learner.id).limit(WINDOW).subquery()
    return db.session.scalar(sa.select(window.c.id).order_by(window.c.id.desc()).limit(1))


def _brought(due: Mapping[str, Occasions]) -> sa.ColumnElement[bool]:
    mine = [sa.and_(Unit.area == area, _not_told(one)) for area, one in due.items() if one.any]
    elsewhere = due.get("", Occasions())
    if elsewhere.any:
        mine.append(sa.and_(Unit.area.not_in(list(due)), _not_told(elsewhere)))
    return sa.or_(sa.false(), *mine)


def _not_told(due: Occasions) -> sa.ColumnElement[bool]:
    if due.begin or due.exams:
        return sa.true()
    told = sa.select(Message.id).where(
        Message.tenant == Learner.tenant, Message.reader == Learner.id, Message.once == due.study
    )
    return ~sa.exists(told)


def _members(group: Group) -> sa.Select[Any]:
    target = _target()
    state = sa.func.coalesce(Standing.state, "not_started")
    query = (
        sa.select(Learner.id, Learner.name, Unit.name, Unit.area, Standing.earned, target.label("target"))
        .join(Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit))
        .outerjoin(Standing, _own_standing())
        .where(Learner.active, state.in_(group.states))
    )
    if group.units is not None:
        query = query.where(Learner.unit == sa.any_(sa.literal(sorted(group.units), sa.ARRAY(sa.String))))
    if group.below is not None:
        query = query.where(sa.func.coalesce(Standing.earned, 0) * 100 < target * group.below)
    return query


def _own_standing() -> sa.ColumnElement[bool]:
    years = {area: place.year for area, place in the_tenant().places.items()}
    year = sa.case(years, value=Unit.area, else_=the_tenant().place("").year)
    return sa.and_(Standing.tenant == Learner.tenant, Standing.learner == Learner.id, Standing.year == year)


def _target() -> sa.ColumnElement[Any]:
    """What a learner's place asks of them, less where a category of theirs lowers it; NULL where no amount is needed."""
    cases = [
        (Unit.area == area, amount) for area in the_tenant().places if (amount := _amount(area)) is not None
    ]
    return sa.case(*cases, else_=None) if cases else sa.null()


def _amount(area: str) -> sa.ColumnElement[Any] | None:
    study = study_of(area)
    if study is None or study.target is None:
        return None
    lower = [
        sa.case((Learner.categories.contains([category]), amount), else_=None)
        for category, amount in (study.target.unless or {}).items()
    ]
    return sa.cast(sa.func.least(study.target.total, *lower), sa.Numeric)


def study_of(area: str) -> Study | None:
    """Return the study of a place's year; None where there is none, or where the whole year is left to areas."""
    tenant = the_tenant()
    try:
        return tenant.rules_for(tenant.place(area).year, area).study
    except NotFound:
        return None
