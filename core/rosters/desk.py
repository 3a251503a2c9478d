"""Who works on rosters: an administrator of units, on which site, with what they see; the worker stands in for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Administrator, Scope, Unit, rules_of, scope_of
from core.audit.service import Actor
from core.db import db
from core.decisions.accounts import Accounts
from core.decisions.values import say
from core.errors import NotFound, Refused
from core.tenancy.registry import Site as Found
from core.tenancy.scope import current_tenant
from core.web.face import face_of
from core.web.language import Reader
from core.web.roles import may
from core.web.site import Site, Viewer, composition

NO_ADMINISTRATOR = say("Who sent this file is no administrator any more.")


@dataclass(frozen=True, slots=True)
class Desk:
    """An administrator at work on rosters."""

    site: Site
    actor: Actor
    unit: str
    scope: Scope
    reader: Reader
    role: str = ""
    """"" for the server itself, which does what is due."""
    _accounts: dict[str, Accounts] = field(default_factory=dict)

    def units(self) -> Mapping[str, Unit]:
        """Return the units that they see, by code."""
        query = sa.select(Unit).where(Unit.code.in_(self.scope.units))
        return {unit.code: unit for unit in db.session.scalars(query)}

    def accounts_of(self, area: str) -> Accounts:
        """Return the rules of accounts in an area."""
        if area not in self._accounts:
            self._accounts[area] = rules_of(self.site, area).accounts
        return self._accounts[area]


def desk_of(site: Site, viewer: Viewer, reader: Reader) -> Desk:
    """Return an administrator of units at work; NotFound for everybody else."""
    if not viewer.may("units"):
        raise NotFound(say("There is nothing at this address."))
    return Desk(site, Actor(viewer.id, viewer.name), viewer.unit, scope_of(viewer), reader, viewer.role)


def desk_for(administrator: UUID, area: str) -> Desk:
    """Return the desk of an administrator as the worker stands in for them; Refused when they may not any more."""
    query = sa.select(Administrator, Unit.area).join(
        Unit, sa.and_(Unit.tenant == Administrator.tenant, Unit.code == Administrator.unit)
    )
    found = db.session.execute(query.where(Administrator.id == administrator)).one_or_none()
    if found is None or not found[0].active or not may(found[0].role, "units"):
        raise Refused(NO_ADMINISTRATOR, code="no_administrator")
    row, own_area = found
    site = site_of(area)
    viewer = Viewer(
        id=row.id, kind="administrator", name=row.name, role=row.role, unit=row.unit, area=own_area
    )
    return desk_of(site, viewer, Reader("zh", site.words, site.zone))


def site_of(area: str) -> Site:
    """Return the site of an area of the tenant in scope."""
    tenant = composition().registry.tenants[current_tenant()]
    return face_of(Found(tenant, area, tenant.place(area)))
