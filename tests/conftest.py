"""Fixtures for all tests; see ``tests/databases.py`` for the two kinds of database and ``tests/cast.py`` for who is in them."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

from core.postgres.cluster import Cluster
from core.tenancy.registry import Registry
from core.tenancy.scope import tenant_scope
from migrations import upgrade
from tests import databases
from tests.cast import EAST, WEST, enter_the_provinces
from tests.databases import Database
from tests.provinces import load_provinces
from tests.sites import fill_the_provinces, make_app

# Few examples and no deadline: the machine may be busy, the properties are not.
settings.register_profile(
    "xuefa", deadline=None, max_examples=40, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("xuefa")


class OneBrowser(LoadGroupScheduling):
    """Spreads tests over the processes, but keeps the walks of the screens together: they share one demo.

    Told by the folder, because xdist 3.8 loses the groups that marks give under pytest 9.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneBrowser | None:
    return OneBrowser(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server of this test process with the migrated template in it."""
    with databases.running_cluster() as running:
        upgrade(running.dsn())
        yield running


@pytest.fixture(scope="session")
def shared_database(cluster: Cluster) -> Database:
    return databases.copy_of_template(cluster, "shared")


@pytest.fixture(scope="session")
def shared_engine(shared_database: Database) -> Iterator[sa.Engine]:
    engine = databases.one_connection(shared_database)
    yield engine
    engine.dispose()


@pytest.fixture
def own_database(cluster: Cluster) -> Iterator[Database]:
    """A database of the test's own, for what needs several connections; commits last until the test ends."""
    database = databases.copy_of_template(cluster, f"own_{uuid4().hex[:12]}")
    yield database
    databases.drop(database)


@pytest.fixture
def committed(own_database: Database) -> Iterator[Flask]:
    """An application context on a database of the test's own, with the provinces in it."""
    with databases.committing(databases.bare_app(own_database)) as app, app.app_context():
        enter_the_provinces()
        yield app


@pytest.fixture
def rolled_back(shared_database: Database, shared_engine: sa.Engine) -> Iterator[Flask]:
    """An application context with the provinces entered; everything the test saves is undone."""
    bare = databases.bare_app(shared_database)
    with databases.rolled_back(bare, shared_engine) as app, app.app_context():
        enter_the_provinces()
        yield app


@pytest.fixture
def two_tenants(rolled_back: Flask) -> tuple[str, str]:
    """Both provinces' names; the test enters their scopes itself."""
    return EAST, WEST


@pytest.fixture
def east(rolled_back: Flask) -> Iterator[str]:
    """The scope of the eastern province, entered."""
    with tenant_scope(EAST):
        yield EAST


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The cast's provinces as folders, loaded as the platform loads them."""
    return load_provinces(tmp_path_factory.mktemp("tenants"))


@pytest.fixture(scope="session")
def peopled(cluster: Cluster, registry: Registry) -> Iterator[tuple[Flask, sa.Engine]]:
    """The application over a database with the cast's people in it, made once; tests share it and undo what they do."""
    database = databases.copy_of_template(cluster, "peopled")
    with databases.committing(make_app(database, registry)) as app:
        fill_the_provinces(app)
        engine = databases.one_connection(database)
        yield app, engine
        engine.dispose()


@pytest.fixture
def site_app(peopled: tuple[Flask, sa.Engine]) -> Iterator[Flask]:
    """The whole application over the cast's provinces; everything the test saves is undone, and its storage given back."""
    with databases.rolled_back(*peopled) as app:
        storage = app.extensions["files"]
        yield app
        app.extensions["files"] = storage
