"""How connections to the database are opened and taken from their pools.

Statements are prepared where a connection leads to one backend. Behind a transaction pooler the next transaction may run
on another backend, which knows none of them; such a connection is told by the number of its backend, which is not the
number that the pooler has given, and prepares nothing.
"""

import select
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import Connection

CONNECT_ARGS: dict[str, object] = {"prepare_threshold": None, "application_name": "xuefa"}
"""Nothing is prepared before it is known where a connection leads."""
PREPARE_AFTER = 2
"""A statement is prepared when a connection runs it for the third time."""
MOST_PREPARED = 200


def prepare_where_direct(connection: Connection[Any]) -> None:
    """Let a new connection prepare statements, if it leads to one backend."""
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    direct = row is not None and row[0] == connection.info.backend_pid
    connection.prepared_max = MOST_PREPARED
    connection.prepare_threshold = PREPARE_AFTER if direct else None
    if not connection.autocommit:
        connection.rollback()


def check(connection: Connection[Any]) -> None:
    """Raise OperationalError for a connection whose server has gone; a server that is there is not asked.

    Nothing is to be read from an idle connection but the server's last words; only where something is, it is asked.
    """
    if _has_news(connection):
        connection.execute("SELECT 1")
        if not connection.autocommit:
            connection.rollback()


def _has_news(connection: Connection[Any]) -> bool:
    if connection.closed:
        return True
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    return bool(socket.poll(0))


def watch(engine: sa.Engine) -> None:
    """Have an engine's pool open and check its connections like this."""
    sa.event.listen(engine, "connect", _opened)
    sa.event.listen(engine, "checkout", _taken)


def _opened(connection: Any, _record: object) -> None:
    prepare_where_direct(connection)


def _taken(connection: Any, _record: object, _proxy: object) -> None:
    try:
        check(connection)
    except psycopg.OperationalError as error:
        raise sa.exc.InvalidatePoolError("the server has gone") from error
