"""The wall as it stands: every table with a tenant in it, its keys, and the role that must not climb over it."""

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from core.db import engine_url
from core.tenancy.scope import is_owned
from core.tenancy.wall import OUTSIDE, find_gaps, role_above_wall
from migrations import all_tables, is_ours

MAKE = "CREATE TABLE probes (tenant text NOT NULL, id int NOT NULL, PRIMARY KEY (tenant, id));"
WALL = """ALTER TABLE probes ENABLE ROW LEVEL SECURITY; ALTER TABLE probes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON probes USING (tenant = current_setting('app.tenant', true))
  WITH CHECK (tenant = current_setting('app.tenant', true));"""
FAULTY = {
    "row-level security is not enabled and forced": MAKE
    + WALL.replace("ALTER TABLE probes FORCE ROW LEVEL SECURITY;", ""),
    "no policy holds rows to app.tenant": MAKE
    + WALL.replace("USING (tenant = current_setting('app.tenant', true))", "USING (true)"),
    "a second policy widens the first": MAKE + WALL + "CREATE POLICY more ON probes FOR SELECT USING (true);",
    "the primary key does not begin with the tenant": MAKE.replace("(tenant, id)", "(id, tenant)") + WALL,
    "foreign key fk does not begin with the tenant": MAKE
    + WALL
    + """ALTER TABLE probes ADD above int, ADD CONSTRAINT fk FOREIGN KEY (above, tenant)
         REFERENCES probes (id, tenant);""",
}


@pytest.fixture
def owner(shared_database):
    """The owner's connection; what it makes is undone."""
    engine = sa.create_engine(engine_url(shared_database.owner_url), poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


@pytest.fixture
def app_role(shared_engine):
    with shared_engine.connect() as connection:
        yield connection


def test_every_table_with_a_tenant_stands_behind_the_wall_and_its_keys_begin_with_it(owner):
    assert find_gaps(owner) == []


@pytest.mark.parametrize("fault", FAULTY)
def test_a_table_without_a_part_of_the_wall_is_found(owner, fault):
    making = FAULTY[fault]
    if fault.startswith("foreign key"):
        making = making.replace("PRIMARY KEY (tenant, id)", "PRIMARY KEY (tenant, id), UNIQUE (id, tenant)")
    owner.exec_driver_sql(making, execution_options={"no_parameters": True})
    assert find_gaps(owner) == [f"probes: {fault}"]


def test_models_begin_every_key_with_the_tenant():
    owned = [table for table in all_tables().sorted_tables if is_owned(table)]
    assert len(owned) > 1
    for table in owned:
        assert next(iter(table.primary_key.columns)).name == "tenant", table
        for key in table.foreign_key_constraints:
            assert key.column_keys[0] == "tenant", (table, key.name)


def test_only_named_tables_stand_outside_and_they_say_why():
    outside = {name: table.info["outside_wall"] for name, table in all_tables().tables.items() if table.info}
    assert outside == OUTSIDE


def test_models_and_migrations_agree(owner):
    context = MigrationContext.configure(owner, opts={"include_object": is_ours, "compare_type": True})
    assert compare_metadata(context, all_tables()) == []


def test_the_applications_role_is_held_by_the_wall(app_role):
    assert role_above_wall(app_role) is None


def test_an_owner_and_a_superuser_are_told_apart_from_it(owner, shared_database):
    assert role_above_wall(owner) == "the role owns tables"
    engine = sa.create_engine(engine_url(shared_database.superuser_url), poolclass=sa.NullPool)
    with engine.connect() as connection:
        assert role_above_wall(connection) == "the role is a superuser or bypasses row-level security"


@pytest.mark.parametrize(
    "attempt",
    [
        "ALTER TABLE clocks DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE clocks NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON clocks",
        "CREATE POLICY mine ON clocks USING (true)",
        "SET ROLE xuefa_owner",
        "CREATE TABLE mine (id int)",
        "TRUNCATE clocks",
    ],
)
def test_the_applications_role_cannot_touch_the_wall(shared_database, attempt):
    with (
        psycopg.connect(shared_database.app_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(attempt)


def test_the_applications_role_cannot_switch_row_security_off(shared_database):
    with psycopg.connect(shared_database.app_url) as connection:
        connection.execute("SET row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM clocks")
