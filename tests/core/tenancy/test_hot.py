"""The hot path: one round trip, one tenant, nothing left behind, nothing saved after an error."""

from datetime import timedelta

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import connect, db, hot, hot_rows, hot_transaction
from tests.cast import EAST, WEST
from tests.databases import committing

INSERT = "INSERT INTO notes (tenant, text) VALUES (%s, %s) RETURNING tenant, text"


@pytest.fixture
def hot_app(walled):
    app = Flask(__name__)
    connect(app, walled.database.app_url)
    walled.fill()
    with committing(app), app.app_context():
        yield app
    walled.fill()


def test_a_statement_is_saved_and_its_rows_come_back(hot_app, walled):
    assert hot_rows(EAST, INSERT, (EAST, "hot")) == [(EAST, "hot")]
    assert "hot" in [row[-1] for row in walled.rows_of(EAST)]


def test_the_wall_stands_on_the_hot_path(hot_app, walled):
    assert hot_rows(EAST, "SELECT DISTINCT tenant FROM notes") == [(EAST,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        hot_rows(EAST, INSERT, (WEST, "foreign"))
    assert len(walled.rows_of(WEST)) == 6


def test_rows_can_be_read_after_a_block_of_statements(hot_app):
    with hot_transaction(WEST) as cursor:
        cursor.execute("SELECT count(*) FROM notes")
    assert cursor.fetchone() == (3,)


def save_half(fail):
    with hot_transaction(EAST) as cursor:
        cursor.execute(INSERT, (EAST, "half"))
        fail(cursor)


def divide(cursor):
    cursor.execute("SELECT 1/0")


def give_up(cursor):
    raise LookupError


@pytest.mark.parametrize(("fail", "error"), [(divide, psycopg.errors.DivisionByZero), (give_up, LookupError)])
def test_a_failing_block_saves_nothing(hot_app, walled, fail, error):
    before = walled.rows_of(EAST)
    with pytest.raises(error):
        save_half(fail)
    assert walled.rows_of(EAST) == before
    assert hot_rows(EAST, "SELECT count(*) FROM notes") == [(4,)]


def test_an_error_in_a_rolled_back_test_undoes_the_hot_path_alone(east):
    db.session.execute(sa.text("INSERT INTO clocks VALUES ('east', '', 'demo', '1 day')"))
    with pytest.raises(psycopg.errors.UniqueViolation):
        hot_rows(EAST, "INSERT INTO clocks VALUES (%s, '', 'demo', '2 days')", (EAST,))
    assert db.session.scalar(sa.text("SELECT ahead FROM clocks")) == timedelta(days=1)


def test_nothing_stays_on_a_hot_connection(hot_app):
    hot_rows(EAST, "SELECT 1")
    with pytest.raises(psycopg.errors.DivisionByZero):
        hot_rows(EAST, "SELECT 1/0")
    with hot().connection() as connection:
        left = connection.execute(
            "SELECT nullif(current_setting('app.tenant', true), ''), (SELECT count(*) FROM notes)"
        )
        assert left.fetchone() == (None, 0)


def test_begin_setting_statement_and_commit_travel_together(hot_app, tmp_path):
    """The wire is traced: all that the client says comes before all that the server answers."""
    trace = tmp_path / "trace"
    with trace.open("w") as file:
        with hot().connection() as connection:
            connection.pgconn.trace(file.fileno())
            connection.pgconn.set_trace_flags(psycopg.pq.Trace.SUPPRESS_TIMESTAMPS)
        assert hot_rows(EAST, INSERT, (EAST, "hot")) == [(EAST, "hot")]
        with hot().connection() as connection:
            connection.pgconn.untrace()
    lines = trace.read_text().splitlines()
    said = [line for line in lines if line.startswith("F")]
    assert [word for word in ("BEGIN", "set_config", "INSERT", "COMMIT") if word in "".join(said)] == [
        "BEGIN",
        "set_config",
        "INSERT",
        "COMMIT",
    ]
    assert lines[: len(said)] == said


def test_in_a_rolled_back_test_the_hot_path_shares_the_sessions_connection(east):
    hot_rows(EAST, "INSERT INTO clocks VALUES (%s, '', 'demo', '1 day')", (EAST,))
    assert db.session.connection().exec_driver_sql("SELECT count(*) FROM clocks").scalar() == 1
