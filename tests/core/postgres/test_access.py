"""Which database a process gets: the one it is told, the running one, or one started for it."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from core.postgres import database
from core.postgres.cluster import Cluster
from core.settings import Settings

ROOT = Path(__file__).parents[3]


@pytest.fixture
def settings(home):
    return Settings(home=home, port=8000, secret_key="a secret of the tests")


def who(url):
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT current_user").fetchone()[0]


def test_without_an_address_the_embedded_server_is_started_and_stopped(settings):
    with database(settings) as access:
        assert (who(access.owner_url), who(access.app_url)) == ("xuefa_owner", "xuefa_app")
        assert access.folder == settings.home / "postgres"
    assert Cluster.running(settings.home) is None


def test_a_running_server_is_shared(settings):
    with Cluster.start(settings.home, durable=False) as cluster:
        with database(settings) as access:
            assert access.owner_url == cluster.dsn()
        assert who(cluster.dsn()) == "xuefa_owner"


def test_an_address_of_the_application_is_used_as_it_is(settings):
    told = replace(settings, database_url="postgresql://a@/x", app_database_url="postgresql+psycopg://b@/x")
    with database(told) as access:
        assert (access.owner_url, access.app_url) == ("postgresql://a@/x", "postgresql://b@/x")


def test_with_one_address_the_owner_makes_the_application_role_and_acts_in_it(settings):
    with Cluster.start(settings.home, durable=False) as cluster:
        with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as connection:
            connection.execute("DROP ROLE xuefa_app")
            connection.execute("ALTER ROLE xuefa_owner CREATEROLE")
        for _ in range(2):
            with database(replace(settings, database_url=cluster.dsn())) as access:
                assert (who(access.owner_url), who(access.app_url)) == ("xuefa_owner", "xuefa_app")


def test_with_an_address_the_package_of_server_programs_is_not_imported(settings):
    code = (
        "import sys\n"
        "from core.postgres import database\n"
        "from core.settings import Settings\n"
        "with database(Settings.from_env()):\n"
        "    print([name for name in sys.modules if 'pgserver' in name or name == 'core.postgres.cluster'])\n"
    )
    env = os.environ | {
        "XUEFA_HOME": str(settings.home),
        "DATABASE_URL": "postgresql://a@/x",
        "APP_DATABASE_URL": "postgresql://b@/x",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
