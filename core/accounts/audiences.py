"""Which audiences a place's roster knows: the tiers of its learners, the sectors of its units."""

from collections.abc import Sequence

import sqlalchemy as sa

from core.accounts.models import Learner, Unit
from core.db import db


def recorded_tiers(area: str) -> Sequence[str]:
    """Return the tiers that learners of an area and those below it are recorded in."""
    same = sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit)
    query = sa.select(Learner.tier).join(Unit, same).where(_in(area), Learner.tier != "")
    return db.session.scalars(query.distinct().order_by(Learner.tier)).all()


def recorded_sectors(area: str) -> Sequence[str]:
    """Return the sectors that units of an area and those below it belong to."""
    query = sa.select(Unit.sector).where(_in(area), Unit.sector != "")
    return db.session.scalars(query.distinct().order_by(Unit.sector)).all()


def _in(area: str) -> sa.ColumnElement[bool]:
    if not area:
        return sa.true()
    return sa.or_(Unit.area == area, Unit.area.startswith(f"{area}/", autoescape=True))
