"""The databases of the tests: one server and one migrated template for each test process, and copies of it.

Most tests share one copy through one connection that is rolled back after each; what needs several connections at
once (jobs, workers, races) asks for a copy of its own.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask
from psycopg import Connection, sql

from core.connections import CONNECT_ARGS
from core.db import SETTING, connect, db, disconnect, engine_url
from core.postgres.cluster import Cluster
from core.postgres.roles import APP, DATABASE, OWNER
from core.postgres.server import SUPERUSER
from core.tenancy.registry import Registry
from core.tenancy.watch import Watch
from core.web.site import EXTENSION, Composition


@dataclass(frozen=True, slots=True)
class Database:
    """One database of the test server, with its address for each role."""

    cluster: Cluster
    name: str

    @property
    def app_url(self) -> str:
        return self.cluster.dsn(APP, self.name)

    @property
    def owner_url(self) -> str:
        return self.cluster.dsn(OWNER, self.name)

    @property
    def superuser_url(self) -> str:
        return self.cluster.dsn(SUPERUSER, self.name)


@contextmanager
def running_cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Start a server in a folder that its user can reach even when the tests run as root; only a durable one may crash."""
    home = Path(tempfile.mkdtemp(prefix="xuefa-test-"))
    home.chmod(0o755)
    try:
        with Cluster.start(home, durable=durable) as cluster:
            yield cluster
    finally:
        shutil.rmtree(home, ignore_errors=True)


def copy_of_template(cluster: Cluster, name: str) -> Database:
    """Make a database with the tables of the migrated template."""
    _command(cluster, "CREATE DATABASE {} TEMPLATE {} OWNER {}", name, DATABASE, OWNER)
    return Database(cluster, name)


def drop(database: Database) -> None:
    _command(database.cluster, "DROP DATABASE {} WITH (FORCE)", database.name)


def _command(cluster: Cluster, statement: Any, *names: str) -> None:
    with psycopg.connect(cluster.dsn(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


def bare_app(database: Database) -> Flask:
    """Give an application that has a database and no provinces, for services without their pages."""
    app = Flask(__name__)
    registry = Registry()
    app.extensions[EXTENSION] = Composition(registry=registry, watch=Watch(registry))
    connect(app, database.app_url)
    return app


@contextmanager
def committing(app: Flask) -> Iterator[Flask]:
    """Give an application whose commits last; its connections are closed afterwards."""
    try:
        yield app
    finally:
        disconnect(app)


@contextmanager
def rolled_back(app: Flask, engine: sa.Engine) -> Iterator[Flask]:
    """Let every session and hot path of the application use one connection, and undo all of it afterwards."""
    unused = app.extensions["hot"]
    engines = db._app_engines[app]
    with engine.connect() as connection, connection.begin() as transaction:
        savepoint = (
            connection.begin_nested()
        )  # so that each session's commit and rollback end a savepoint only
        own = engines[None]
        own.dispose()
        engines[None] = connection  # type: ignore[assignment]
        app.extensions["hot"] = SharedConnection(connection)
        try:
            yield app
        finally:
            savepoint.rollback()
            transaction.rollback()
            app.extensions["hot"] = unused
            engines[None] = own


class SharedConnection:
    """Stands in for the pool of the hot paths: its transactions become savepoints in the test's."""

    def __init__(self, shared: sa.Connection) -> None:
        self.shared = shared

    def open(self) -> None:
        """There is nothing to open."""

    @contextmanager
    def connection(self) -> Iterator[Connection[Any]]:
        driver: Any = self.shared.connection.driver_connection
        try:
            yield driver
        finally:
            self.shared.info[SETTING] = None  # it has set a tenant of its own


def one_connection(database: Database) -> sa.Engine:
    return sa.create_engine(engine_url(database.app_url), connect_args=CONNECT_ARGS, poolclass=sa.StaticPool)
