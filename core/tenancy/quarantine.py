"""Which tenants are out of service because their code did not come back; kept in the database, read by every process."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
import structlog

from core.db import db, hot
from core.decisions.values import say
from core.errors import NotFound
from core.tenancy.models import Quarantine

log = structlog.get_logger(__name__)

Why = Literal["busy", "waiting"]
MOST_STACK = 8000
MOST_DOING = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """Code of a tenant that does not come back: what it was asked by, and where it stood."""

    tenant: str
    why: Why
    doing: str
    stack: str


def put_out(caught: Caught) -> None:
    """Note that a tenant is out of service, on a connection of its own; the first one caught stays noted."""
    values = (caught.tenant, caught.why, caught.doing[:MOST_DOING], caught.stack[-MOST_STACK:])
    with hot().connection() as connection:
        connection.execute(
            "INSERT INTO quarantines (tenant, why, doing, stack) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            values,
        )


def those_out() -> frozenset[str]:
    """Return the tenants that are not served, on a connection of its own."""
    with hot().connection() as connection:
        rows = connection.execute("SELECT tenant FROM quarantines").fetchall()
    return frozenset(tenant for (tenant,) in rows)


def quarantines() -> dict[str, Quarantine]:
    """Return what is known of each tenant that is out, by its name."""
    rows = db.session.scalars(sa.select(Quarantine).order_by(Quarantine.tenant))
    return {row.tenant: row for row in rows}


def let_in(tenant: str) -> datetime:
    """Serve a tenant again and commit; every process follows within a second or two. NotFound when it is not out."""
    since = db.session.scalar(
        sa.delete(Quarantine).where(Quarantine.tenant == tenant).returning(Quarantine.since)
    )
    if since is None:
        raise NotFound(say("{tenant} is not out of service.", tenant=tenant))
    db.session.commit()
    log.warning("quarantine_lifted", tenant=tenant)
    return since
