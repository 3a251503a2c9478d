"""Reading rows of the tenant in scope without the ORM, several statements in one round trip.

For what nearly every page asks: who looks, a learner's case, a paper. The statements are SQL as it is sent, which the
guard cannot read; so a reading is not made without a condition on the tenant in it, it takes the tenant from the scope
alone, and the wall stands behind it.
"""

from dataclasses import dataclass
from typing import Any, LiteralString

from core.db import db
from core.tenancy.guard import own_session, set_tenant
from core.tenancy.scope import TenancyBreach, current_tenant

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement that reads; every value in it is named, and ``tenant`` is filled in by the scope."""

    statement: LiteralString

    def __post_init__(self) -> None:
        if "tenant = %(tenant)s" not in self.statement:
            raise TenancyBreach("a reading of tenants' rows names the tenant: tenant = %(tenant)s")


def read(reading: Reading, **values: object) -> list[Row]:
    """Return the rows of one reading, in the session's transaction; raises NoTenant outside every scope."""
    return read_all([reading], **values)[0]


def read_all(readings: list[Reading], **values: object) -> list[list[Row]]:
    """Return the rows of several readings that share their values, in one round trip and the order of the readings."""
    values["tenant"] = current_tenant()
    session = db.session()
    own_session(session)
    session.flush()
    set_tenant(session)
    raw: Any = session.connection().connection.driver_connection
    cursors = [raw.cursor() for _ in readings]
    if len(readings) == 1:
        cursors[0].execute(readings[0].statement, values)
    else:
        with raw.pipeline():
            for cursor, reading in zip(cursors, readings, strict=True):
                cursor.execute(reading.statement, values)
    return [cursor.fetchall() for cursor in cursors]
