"""Who in some units has earned a certificate that an administrator may have issued, and who of them has one."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Learner, Unit
from core.certificates.finding import OWN_STANDING
from core.certificates.models import CertificateRow
from core.certificates.places import the_tenant
from core.db import db
from core.errors import NotFound
from core.standings.service import Standing
from core.tenancy.tenant import Tenant


class Earner(NamedTuple):
    """A learner whose last judgement earns a certificate, and whether one is in force."""

    learner: UUID
    has_one: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What issuing in bulk will do."""

    earned: int
    have: int

    @property
    def new(self) -> int:
        """How many will be issued, unless something else stands in the way."""
        return self.earned - self.have


def preview_of(units: Collection[str]) -> Preview:
    """Count the earners of some units."""
    found = earners_in(units)
    return Preview(len(found), sum(one.has_one for one in found))


def earners_in(units: Collection[str]) -> list[Earner]:
    """Return the active learners of some units who have earned one in their place's current year, by account."""
    tenant = the_tenant()
    earns = cache(lambda area, year, state: _earns(tenant, area, year, state))
    return [
        Earner(learner, has_one)
        for learner, has_one, area, year, state in _judged(units)
        if earns(area, year, state)
    ]


def _judged(units: Collection[str]) -> Iterator[tuple[UUID, bool, str, int, str]]:
    in_force = sa.and_(OWN_STANDING, CertificateRow.revoked_at.is_(None))
    query = (
        sa.select(Learner.id, CertificateRow.id.is_not(None), Unit.area, Standing.year, Standing.state)
        .join(Unit, sa.and_(Unit.tenant == Learner.tenant, Unit.code == Learner.unit))
        .join(Standing, sa.and_(Standing.tenant == Learner.tenant, Standing.learner == Learner.id))
        .outerjoin(CertificateRow, in_force)
        .where(Learner.unit.in_(units), Learner.active)
        .order_by(Learner.account)
    )
    yield from db.session.execute(query).tuples()


def _earns(tenant: Tenant, area: str, year: int, state: str) -> bool:
    if tenant.place(area).year != year:
        return False
    try:
        rule = tenant.rules_for(year, area).certificate
    except NotFound:  # the year is left to the areas below
        return False
    return rule is not None and state in rule.states and "administrator" in rule.by
