"""Many rows of a tenant's table in one statement: they travel as one JSON document, and the database reads the columns out of it.

Neither the number of parameters nor the time to prepare the statement grows with the rows, as it does with a list of VALUES.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from core.db import db
from core.tenancy.guard import set_tenant
from core.tenancy.scope import TenantOwned, current_tenant

LOCK = sa.text(
    "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(CAST(:names AS text[])) AS name"
)


def enter_rows(model: type[TenantOwned], rows: Sequence[Mapping[str, object]], on_conflict: str = "") -> None:
    """Insert rows of the tenant in scope in the session's transaction; every row names the same columns, but not the tenant.

    Defaults of Python's side are not filled in. ``on_conflict`` is SQL, for rows that may be there already.
    """
    if not rows:
        return
    tenant, table, columns = current_tenant(), _table(model).name, ", ".join(("tenant", *rows[0]))
    document = json.dumps([{**row, "tenant": tenant} for row in rows], default=str, ensure_ascii=False)
    source = f"jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb))"
    statement = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {source} {on_conflict}"  # noqa: S608 (names of our own)
    session = db.session()
    set_tenant(session)
    session.execute(sa.text(statement), {"rows": document})


def change_rows(model: type[TenantOwned], rows: Sequence[Mapping[str, object]]) -> None:
    """Give rows of the tenant in scope new values in the session's transaction; each names its key and the same columns."""
    if not rows:
        return
    tenant, table = current_tenant(), _table(model)
    keys = [column.name for column in table.primary_key]
    new = ", ".join(f"{name} = new.{name}" for name in rows[0] if name not in keys)
    same = " AND ".join(f"old.{name} = new.{name}" for name in keys)
    document = json.dumps([{**row, "tenant": tenant} for row in rows], default=str, ensure_ascii=False)
    source = f"json_populate_recordset(CAST(NULL AS {table.name}), CAST(:rows AS json))"
    statement = f"UPDATE {table.name} AS old SET {new} FROM {source} AS new WHERE {same}"  # noqa: S608 (names of our own)
    session = db.session()
    set_tenant(session)
    session.execute(sa.text(statement), {"rows": document})


def take_locks(names: Iterable[str]) -> None:
    """Hold locks of these names until the transaction ends; always taken in one order, so that no two wait for each other."""
    db.session.execute(LOCK, {"names": sorted(names)})


def replacing(model: type[TenantOwned], columns: Sequence[str]) -> str:
    """Return the SQL that lets a new row take the place of the one with its key."""
    keys = [column.name for column in _table(model).primary_key]
    new = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in keys)
    return f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {new}"


def _table(model: type[TenantOwned]) -> sa.Table:
    table: sa.Table = model.__table__  # type: ignore[attr-defined]  # every model that owns rows has one
    return table
