"""The database as the whole core sees it: models and sessions for pages, one pipelined round trip for the hot paths.

The application connects with the role that owns nothing. Which tenant's rows it may see is set for each
transaction (``core.tenancy``), never for a connection, so that a pooler between may hand connections around.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, LiteralString

import sqlalchemy as sa
from flask import Flask, current_app
from flask.globals import app_ctx
from flask_sqlalchemy import SQLAlchemy
from psycopg import Connection, Cursor
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session

from core.connections import CONNECT_ARGS, check, prepare_where_direct, watch

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

ENGINE_OPTIONS: dict[str, object] = {
    "connect_args": CONNECT_ARGS,
    "pool_size": 10,
    "max_overflow": 10,
    "pool_timeout": 10,
    "pool_recycle": 1800,
}

SETTING = "app.tenant"
"""The database setting that the wall's policies read."""

scope: ContextVar[str | None] = ContextVar("tenant", default=None)
"""The tenant that work is done for; only ``core.tenancy.scope`` sets it."""

area_scope: ContextVar[str] = ContextVar("area", default="")
"""The area whose clock tells the time, should it rehearse another day than its province; set with the tenant."""

SET_SCOPE: LiteralString = "SELECT set_config('app.tenant', %s, true), set_config('app.area', %s, true)"
"""Says at the start of a transaction whose rows it may see and whose clock it lives by."""


READ_CLOCK = sa.text("SELECT place_now(:area), place_now(:area) - statement_timestamp()")

AS_IS: LiteralString = "SELECT set_config('app.as_is', 'on', true)"
"""Says in a transaction that copies or removes a tenant's rows whole that the database enters nothing beside them."""


class Model(DeclarativeBase):
    """What every table's class derives from; plain types give the columns the platform wants."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map = {
        datetime: sa.DateTime(timezone=True),
        Decimal: sa.Numeric(),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


def _session_key() -> tuple[int, str | None, str]:
    context = app_ctx._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 (werkzeug's documented way)
    return id(context), scope.get(), area_scope.get()


db = SQLAlchemy(
    metadata=Model.metadata,
    engine_options=ENGINE_OPTIONS,
    session_options={"scopefunc": _session_key, "expire_on_commit": False},
)
"""One session for each pair of application context and tenant: a session never serves two tenants."""


def engine_url(url: str) -> str:
    """Give SQLAlchemy's form of a PostgreSQL URL, with the psycopg 3 driver named."""
    _, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}"


def driver_url(url: str) -> str:
    """Give the form of a PostgreSQL URL that libpq reads."""
    _, _, rest = url.partition("://")
    return f"postgresql://{rest}"


def connect(app: Flask, url: str) -> None:
    """Bind the application to its database; no connection is made before the first query."""
    app.config["SQLALCHEMY_DATABASE_URI"] = engine_url(url)
    db.init_app(app)
    app.teardown_appcontext(_end_sessions)
    with app.app_context():
        watch(db.engine)
    app.extensions["hot"] = _new_pool(driver_url(url))


def disconnect(app: Flask) -> None:
    """Close the application's connections, for a process that goes on without it."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    app.extensions["hot"].close()


def _end_sessions(_error: BaseException | None) -> None:
    """Close the context's sessions of every tenant; the next context may come to live at the same address."""
    context = _session_key()[0]
    sessions = db.session.registry.registry
    for key in [key for key in sessions if key[0] == context]:
        sessions.pop(key).close()


def now(area: str | None = None) -> datetime:
    """Give the scope's instant (``tenant_now()``), or that of an area of the tenant.

    Read once per transaction, so that one decision sees one time.
    """
    return _clock(area)[0]


def ahead(area: str | None = None) -> timedelta:
    """Give how far that instant stands ahead of the true time; read with it."""
    return _clock(area)[1]


def _clock(area: str | None) -> tuple[datetime, timedelta]:
    session, place = db.session(), area_scope.get() if area is None else area
    known: dict[str, tuple[datetime, timedelta]] = session.info.setdefault("now", {})
    if place not in known:
        at, ahead_by = session.execute(READ_CLOCK, {"area": place}).one()
        known[place] = at, ahead_by
    return known[place]


def keep_now(area: str, at: datetime, ahead: timedelta) -> None:
    """Take a place's time that a statement has read besides, unless the transaction knows it already."""
    db.session().info.setdefault("now", {}).setdefault(area, (at, ahead))


@sa.event.listens_for(Session, "after_transaction_end")
def _forget_now(session: Session, _transaction: object) -> None:
    session.info.pop("now", None)


def _new_pool(url: str) -> ConnectionPool[Connection[TupleRow]]:
    return ConnectionPool(
        url,
        kwargs={**CONNECT_ARGS, "autocommit": True},
        min_size=0,
        max_size=20,
        timeout=10,
        open=False,
        configure=prepare_where_direct,
        check=check,
        name="hot",
    )


def hot() -> ConnectionPool[Connection[TupleRow]]:
    """Give the application's pool of plain psycopg connections; it opens at first use, after a server has forked."""
    pool: ConnectionPool[Connection[TupleRow]] = current_app.extensions["hot"]
    pool.open()
    return pool


@contextmanager
def hot_transaction(tenant: str) -> Iterator[Cursor[TupleRow]]:
    """Run begin, tenant setting, the block's statements and commit in one round trip.

    Rows can be read after the block; reading them inside costs another round trip. An error of the
    database is raised at the end of the block, and then nothing is saved.
    """
    # ``connection.transaction()`` would wait for the server four times: at its begin, before its commit, and after.
    with hot().connection() as connection:
        begin, commit, undo = _frame(connection)
        try:
            with connection.pipeline():
                connection.execute(begin)
                connection.execute(SET_SCOPE, (tenant, area_scope.get()))
                yield connection.cursor()
                connection.execute(commit)
        except BaseException:
            if connection.info.transaction_status not in {TransactionStatus.IDLE, TransactionStatus.UNKNOWN}:
                connection.execute(undo)
            raise


def _frame(connection: Connection[TupleRow]) -> tuple[LiteralString, LiteralString, LiteralString]:
    """Inside a transaction, as in tests that are rolled back, a savepoint does a transaction's work."""
    if connection.info.transaction_status == TransactionStatus.IDLE:
        return "BEGIN", "COMMIT", "ROLLBACK"
    return "SAVEPOINT hot", "RELEASE SAVEPOINT hot", "ROLLBACK TO SAVEPOINT hot"


def hot_rows(
    tenant: str, statement: LiteralString, values: Sequence[object] | Mapping[str, object] = ()
) -> list[TupleRow]:
    """Run one statement in one transaction in one round trip, and give its rows once they are committed."""
    with hot_transaction(tenant) as cursor:
        cursor.execute(statement, values)
    return cursor.fetchall() if cursor.description else []
