"""In which year each place of a tenant stands: as its file says, until a newer year has been opened.

The registry is loaded once for each process; what was opened since is read from the database, every few seconds by who
serves pages and at the start of each job and command.
"""

import time
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from core.db import db
from core.tenancy.models import PlaceYear
from core.tenancy.tenant import Tenant

KNOWN_FOR = 5.0
"""Seconds for which a process takes the years of a tenant as known."""

_read: dict[str, float] = {}


def keep_up(tenant: Tenant) -> None:
    """Let a tenant stand in the years that are open, asking the database every few seconds only; at the beginning of a request."""
    if time.monotonic() - _read.get(tenant.id, -KNOWN_FOR) >= KNOWN_FOR:
        take_up(tenant)
        db.session.rollback()  # a hot path has its own connection and must not wait behind this reading's transaction


def take_up(tenant: Tenant) -> None:
    """Let a tenant stand in the years that are open now; inside its scope."""
    tenant.stand_in(open_years())
    _read[tenant.id] = time.monotonic()


def open_years() -> Mapping[str, int]:
    """Return the newest year that each place of the tenant in scope has opened, by area."""
    query = sa.select(PlaceYear.area, sa.func.max(PlaceYear.year)).where(PlaceYear.opened_at.is_not(None))
    return dict(db.session.execute(query.group_by(PlaceYear.area)).tuples().all())


def closed_years() -> Mapping[tuple[str, int], datetime]:
    """Return when each closed year was closed, by area and year."""
    query = sa.select(PlaceYear).where(PlaceYear.closed_at.is_not(None))
    return {(row.area, row.year): row.closed_at for row in db.session.scalars(query) if row.closed_at}


def is_closed(area: str, year: int) -> bool:
    """Tell whether a year is closed in a place of the tenant in scope, so that nothing of it can be changed."""
    return (area, year) in closed_years()
