"""The directory of tenants: which there are, what each is for, and work across them, one after the other."""

import time
from collections.abc import Iterator

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import insert

from core.db import db
from core.decisions.values import say
from core.errors import NotFound
from core.tenancy.models import DirectoryEntry, Mode, State
from core.tenancy.scope import tenant_scope

log = structlog.get_logger(__name__)

SEEN_FOR = 5.0
"""Seconds for which a process takes a tenant's state as known."""
_seen: dict[str, tuple[float, bool]] = {}


def register_tenant(tenant: str, mode: Mode) -> None:
    """Enter a tenant, or change what it is for, and commit; raises IntegrityError while a live tenant's clock is shifted."""
    entry = insert(DirectoryEntry).values(id=tenant, mode=mode)
    db.session.execute(entry.on_conflict_do_update(index_elements=["id"], set_={"mode": mode}))
    db.session.commit()


def suspend_tenant(tenant: str, state: State = State.SUSPENDED) -> None:
    """Stop serving a tenant, or with ``State.ACTIVE`` serve it again, and commit."""
    tenant_entry(tenant).state = state
    db.session.commit()
    _seen.pop(tenant, None)


def is_suspended(tenant: str) -> bool:
    """Tell whether a tenant is not served at present; each process asks the database every few seconds only."""
    at, known = time.monotonic(), _seen.get(tenant)
    if known is None or at - known[0] > SEEN_FOR:
        state = db.session.scalar(sa.select(DirectoryEntry.state).where(DirectoryEntry.id == tenant))
        known = _seen[tenant] = at, state == State.SUSPENDED
    return known[1]


def tenant_entry(tenant: str) -> DirectoryEntry:
    """Give a tenant's entry; raises NotFound."""
    entry = db.session.get(DirectoryEntry, tenant)
    if entry is None:
        raise NotFound(say("There is no such tenant: {tenant}.", tenant=tenant))
    return entry


def list_tenants(*modes: Mode) -> list[DirectoryEntry]:
    """Give the entries in the order of their names, of these modes only when any is named."""
    query = sa.select(DirectoryEntry).order_by(DirectoryEntry.id)
    return list(db.session.scalars(query.where(DirectoryEntry.mode.in_(modes)) if modes else query))


def each_tenant(why: str) -> Iterator[str]:
    """Go through the active tenants, each in a scope of its own, and log why; the only way to work across tenants."""
    for tenant in [entry.id for entry in list_tenants() if entry.state == State.ACTIVE]:
        log.info("work_across_tenants", tenant=tenant, why=why)
        with tenant_scope(tenant):
            yield tenant
