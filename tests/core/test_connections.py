"""Connections: prepared statements only where they can live, and a server that went is noticed before it matters."""

from types import SimpleNamespace

import psycopg
import pytest
import sqlalchemy as sa

from core.connections import PREPARE_AFTER, prepare_where_direct
from core.db import db, hot, hot_rows
from tests.cast import EAST

OTHERS = """
SELECT count(pg_terminate_backend(pid, 20000)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Pooled:
    """A connection as a transaction pooler hands it out: the backend's number is one of the pooler's own."""

    autocommit = True
    prepare_threshold: int | None = 5

    def __init__(self, inner):
        self.inner = inner
        self.info = SimpleNamespace(backend_pid=inner.info.backend_pid + 1)

    def execute(self, statement):
        return self.inner.execute(statement)


@pytest.fixture
def connection(shared_database):
    with psycopg.connect(shared_database.app_url, autocommit=True) as connection:
        yield connection


def test_statements_are_prepared_on_a_connection_to_one_backend(connection):
    prepare_where_direct(connection)
    for _ in range(PREPARE_AFTER + 2):
        connection.execute("SELECT 17")
    ((prepared,),) = connection.execute(
        "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT 17'"
    )
    assert prepared == 1


def test_nothing_is_prepared_behind_a_transaction_pooler(connection):
    pooled = Pooled(connection)
    prepare_where_direct(pooled)
    assert pooled.prepare_threshold is None


def test_the_pools_connections_may_prepare(committed):
    with hot().connection() as plain:
        assert plain.prepare_threshold == PREPARE_AFTER
    raw = db.session.connection().connection.driver_connection
    assert raw.prepare_threshold == PREPARE_AFTER


def test_a_restart_of_the_server_is_noticed_before_the_next_statement(committed, own_database):
    assert hot_rows(EAST, "SELECT 1") == [(1,)]
    assert db.session.scalar(sa.text("SELECT 1")) == 1
    db.session.remove()
    with psycopg.connect(own_database.superuser_url, autocommit=True) as above:
        assert above.execute(OTHERS).fetchone() >= (2,)
    assert hot_rows(EAST, "SELECT 2") == [(2,)]
    assert db.session.scalar(sa.text("SELECT 2")) == 2
