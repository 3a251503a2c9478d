"""The first ring: a statement that touches a tenant's table needs a tenant in scope, and gets that tenant's rows only.

Statements are judged by the tables they name, wherever they name them: in a count, a subquery, a CTE, a union.
SQL given as text cannot be read here; for it the wall stands alone.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql.util import find_tables

from core.db import SET_SCOPE, SETTING, area_scope
from core.tenancy.bounds import bound
from core.tenancy.scope import ForeignTenant, TenantOwned, current_tenant, is_owned, scoped_tenant

BOUND = "tenant_bound"
"""The execution option that marks a statement to which the session has added the tenant."""

UNKNOWN = None
"""What a connection's note of its setting says after a rollback to a savepoint may have changed it."""


def post() -> None:
    """Put the guard before every session and every engine of the process; doing it twice changes nothing."""
    for target, name, listener in (*_POSTS, *_SETTERS):
        if not event.contains(target, name, listener):
            event.listen(target, name, listener)


def withdraw() -> None:
    """Take the guard away, so that a test can show that the wall stands alone; the wall is still told the tenant."""
    for target, name, listener in _POSTS:
        if event.contains(target, name, listener):
            event.remove(target, name, listener)


def owned_tables(statement: sa.ClauseElement) -> list[sa.Table]:
    """Give the tenants' tables that a statement names anywhere."""
    found = find_tables(
        statement,
        check_columns=True,
        include_aliases=True,
        include_joins=True,
        include_selects=True,
        include_crud=True,
    )
    return [table for table in found if isinstance(table, sa.Table) and is_owned(table)]


def _limit_to_tenant(state: ORMExecuteState) -> None:
    own_session(state.session)
    if not isinstance(state.statement, sa.ClauseElement) or not owned_tables(state.statement):
        return
    tenant = current_tenant()
    set_tenant(state.session)
    state.update_execution_options(**{BOUND: True})
    statement = bound(state.statement, tenant)
    criterion = with_loader_criteria(TenantOwned, lambda cls: cls.tenant == tenant, include_aliases=True)
    state.statement = (
        statement.options(criterion) if isinstance(statement, sa.sql.base.Executable) else statement
    )


def own_session(session: Session) -> None:
    """Give a session to the scope in which it first speaks; raises ForeignTenant in every other."""
    owner = session.info.setdefault("tenant", scoped_tenant())
    if owner != scoped_tenant():
        raise ForeignTenant(f"a session of tenant {owner} was used in the scope of {scoped_tenant()}")


def _set_for_transaction(session: Session, _transaction: object, connection: Connection) -> None:
    own_session(session)
    _set(connection)


def set_tenant(session: Session) -> None:
    """Make the database's setting say the scope's tenant, should another session have shared the connection."""
    connection = session.connection()
    if connection.info.get(SETTING, UNKNOWN) != (scoped_tenant() or "", area_scope.get()):
        _set(connection)


def _set(connection: Connection) -> None:
    tenant = scoped_tenant() or ""
    if not tenant and SETTING not in connection.info:
        return
    driver: Any = connection.connection.driver_connection
    driver.execute(SET_SCOPE, (tenant, area_scope.get()))
    connection.info[SETTING] = (tenant, area_scope.get())


def _distrust_setting(connection: Connection, *_names: object) -> None:
    connection.info[SETTING] = UNKNOWN


def _check_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    own_session(session)
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, TenantOwned):
            _check_row(row)
    if scoped_tenant():
        set_tenant(session)


def _check_row(row: TenantOwned) -> None:
    tenant = current_tenant()
    row.tenant = row.tenant or tenant
    if row.tenant != tenant:
        raise ForeignTenant(f"a row of tenant {row.tenant} was saved in the scope of {tenant}")


def _check_statement(
    _connection: Connection,
    statement: object,
    multiparams: Iterable[Mapping[str, object]],
    params: Mapping[str, object],
    options: Mapping[str, object],
) -> None:
    """See every statement of the process, also those that pass no session: flushes, bulk writes, bare connections."""
    if not isinstance(statement, sa.ClauseElement) or isinstance(statement, sa.schema.ExecutableDDLElement):
        return
    if options.get(BOUND) and isinstance(statement, sa.Select):
        return  # the session has looked through it and added the tenant, and a select names no row's tenant
    if not owned_tables(statement):
        return
    tenant = current_tenant()
    rows = [*multiparams, params] if params else [*multiparams]
    if not options.get(BOUND):
        _check_unbound(statement, rows)
    if isinstance(statement, (sa.Insert, sa.Update, sa.Delete)) and is_owned(statement.table):
        for value in _tenants_named(statement, rows):
            if value != tenant:
                raise ForeignTenant(f"a row of tenant {value} was written in the scope of {tenant}")


def _check_unbound(statement: sa.ClauseElement, rows: list[Mapping[str, object]]) -> None:
    if isinstance(statement, sa.Insert) and statement.select is None:
        return
    if (
        isinstance(statement, (sa.Update, sa.Delete))
        and rows
        and all(_key_of(statement) in row for row in rows)
    ):
        return  # a flush, which names each row by its whole key
    raise ForeignTenant("reach tenants' tables through the session, which adds the tenant to the statement")


def _tenants_named(
    statement: sa.Insert | sa.Update | sa.Delete, rows: list[Mapping[str, object]]
) -> list[object]:
    inner: Any = statement
    if "tenant" in (getattr(inner, "_select_names", None) or ()):
        raise ForeignTenant("leave the tenant out of an insert from a select; the scope fills it in")
    named: list[Mapping[Any, Any]] = [*rows, getattr(inner, "_values", None) or {}]
    for batch in getattr(inner, "_multi_values", ()):
        named += batch
    keys = ("tenant", _key_of(statement))
    return [_plain(row[key]) for row in named for key in row if getattr(key, "key", key) in keys]


def _key_of(statement: Any) -> str:
    return f"{statement.table.name}_tenant"


def _plain(value: object) -> object:
    return value.value if isinstance(value, sa.BindParameter) else value


_POSTS: tuple[tuple[Any, str, Any], ...] = (
    (Session, "do_orm_execute", _limit_to_tenant),
    (Session, "before_flush", _check_flush),
    (Engine, "before_execute", _check_statement),
)
"""The first ring."""

_SETTERS: tuple[tuple[Any, str, Any], ...] = (
    (Session, "after_begin", _set_for_transaction),
    (Engine, "rollback_savepoint", _distrust_setting),
)
"""What tells the second ring whose rows are wanted."""
