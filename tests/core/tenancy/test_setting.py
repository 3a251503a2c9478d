"""The setting that the wall reads lasts for one transaction, however it ends, and never clings to a pooled connection."""

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.tenancy import guard
from core.tenancy.scope import ForeignTenant, tenant_scope
from tests.cast import EAST, WEST
from tests.core.tenancy.probe import Note

SETTING = sa.text("SELECT nullif(current_setting('app.tenant', true), '')")
COUNT = sa.text("SELECT count(*) FROM notes")


def left_behind(probe):
    """Whose rows the next borrower of the one pooled connection sees."""
    with probe.engine.connect() as connection:
        return connection.scalar(SETTING), connection.scalar(COUNT)


def commit(session):
    session.commit()


def rollback(session):
    session.rollback()


def fail(session):
    with pytest.raises(DBAPIError):
        session.execute(sa.text("SELECT 1/0"))


def fail_in_a_savepoint(session):
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(sa.text("SELECT 1/0"))
    session.commit()


@pytest.mark.parametrize("end", [commit, rollback, fail, fail_in_a_savepoint, lambda session: None])
def test_nothing_stays_on_the_connection(walled, end):
    with tenant_scope(EAST), Session(walled.engine) as session:
        assert session.scalar(SETTING) == EAST
        end(session)
    assert left_behind(walled) == (None, 0)


def test_a_setting_for_the_session_would_stay(walled):
    """Shows that the test above would notice."""
    with walled.engine.connect() as connection:
        connection.exec_driver_sql("SELECT set_config('app.tenant', 'east', false)")
        connection.commit()
    try:
        assert left_behind(walled)[0] == EAST
    finally:
        walled.engine.dispose()


def test_each_transaction_of_a_session_sets_it_again(walled):
    with tenant_scope(EAST), Session(walled.engine) as session:
        for _ in range(3):
            assert session.scalar(SETTING) == EAST
            session.commit()


def test_a_rolled_back_savepoint_does_not_lose_it(walled):
    with tenant_scope(EAST), Session(walled.engine) as session:
        with session.begin_nested() as savepoint:
            session.execute(sa.select(Note))
            savepoint.rollback()
        assert len(session.scalars(sa.select(Note)).all()) > 0


def test_two_sessions_on_one_connection_each_read_their_own(walled):
    """As the tests' rolled-back sessions do; the setting follows whoever speaks."""
    with walled.engine.connect() as connection, connection.begin():
        with tenant_scope(EAST):
            eastern = Session(connection, join_transaction_mode="create_savepoint")
            assert {note.tenant for note in eastern.scalars(sa.select(Note))} == {EAST}
        with tenant_scope(WEST), Session(connection, join_transaction_mode="create_savepoint") as western:
            assert {note.tenant for note in western.scalars(sa.select(Note))} == {WEST}
        with tenant_scope(EAST):
            eastern.expire_all()
            assert {note.tenant for note in eastern.scalars(sa.select(Note))} == {EAST}
            eastern.close()


def test_a_wrong_or_missing_setting_shows_nothing(walled):
    with psycopg.connect(walled.database.app_url) as connection:
        for value in ("nowhere", "", "EAST", "east ", "%", "east' OR true --"):
            connection.execute("SELECT set_config('app.tenant', %s, true)", (value,))
            assert connection.execute("SELECT count(*) FROM notes").fetchone() == (0,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute("INSERT INTO notes (tenant, text) VALUES ('east', '')")


def test_a_row_cannot_be_pointed_at_a_foreign_row(walled):
    """The composite key forbids it even from above the wall."""
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        walled.above.execute("INSERT INTO remarks (tenant, note_id) VALUES ('west', 4)")


def test_a_session_serves_the_scope_in_which_it_first_spoke_alone(walled):
    with Session(walled.engine) as session:
        with tenant_scope(EAST):
            session.scalars(sa.select(Note)).all()
        with tenant_scope(WEST), pytest.raises(ForeignTenant):
            session.scalars(sa.select(Note)).all()
        with pytest.raises(ForeignTenant):
            session.execute(COUNT)


def test_an_object_does_not_load_more_of_itself_in_another_scope(walled):
    with Session(walled.engine) as session:
        with tenant_scope(EAST):
            note = session.scalars(sa.select(Note)).first()
        with tenant_scope(WEST), pytest.raises(ForeignTenant):
            _ = note.remarks
        session.expire(note)
        with pytest.raises(ForeignTenant):
            _ = note.text


def test_posting_the_guard_twice_changes_nothing(walled):
    guard.post()
    with tenant_scope(EAST), Session(walled.engine) as session:
        assert {note.tenant for note in session.scalars(sa.select(Note))} == {EAST}
