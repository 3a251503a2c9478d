"""A tenant with a year behind it in one database, and an empty platform beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from core.archives.stores import Stores
from core.archives.tables import owned_tables
from core.audit.service import Actor
from core.db import SET_SCOPE, db
from core.files.service import init_files, keep_file
from core.postgres.cluster import Cluster
from core.settings import Settings
from core.tenancy.registry import Registry
from tests import databases
from tests.access_world import EXAMPLES, World, fill_shelves
from tests.core.files import samples
from tests.databases import Database
from tests.sites import fill_the_provinces, make_app, scope_of_site


@dataclass(frozen=True, slots=True)
class Platform:
    """A database with the home folder beside it."""

    database: Database
    home: Path

    @property
    def stores(self) -> Stores:
        return Stores.of(self.settings)

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home, port=8000, secret_key="k" * 32)

    def files(self, tenant: str) -> dict[str, bytes]:
        """Every file that lies in the home below a folder of the tenant's name."""
        return {
            str(path.relative_to(self.home)): path.read_bytes()
            for path in self.home.glob(f"*/{tenant}/**/*")
            if path.is_file()
        }

    def open(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.database.owner_url, autocommit=True)

    def content(self, tenant: str) -> dict[str, list[str]]:
        """Every row of a tenant, by table, as text in a fixed order."""
        with self.open() as connection, connection.transaction():
            connection.execute(SET_SCOPE, (tenant, ""))
            return {
                table.name: [
                    row for (row,) in connection.execute(f'SELECT t::text FROM "{table.name}" t ORDER BY 1')
                ]
                for table in owned_tables(connection)
            }

    def say(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self.open() as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


def platform(cluster: Cluster, home: Path) -> Platform:
    home.mkdir(exist_ok=True)
    return Platform(databases.copy_of_template(cluster, f"platform_{uuid4().hex[:12]}"), home)


@pytest.fixture
def full(cluster: Cluster, registry: Registry, tmp_path: Path) -> Iterator[Platform]:
    """The east and the west; in the east one of everything that an address can name."""
    made = platform(cluster, tmp_path / "full")
    with databases.committing(make_app(made.database, registry)) as app:
        init_files(app, made.settings)
        fill_the_provinces(app)
        fill_shelves(app)
        for make in EXAMPLES.values():
            make(World(app))
        with scope_of_site(app, "east"):
            keep_file(BytesIO(samples.PDF), "讲义.pdf", "lesson", Actor(uuid4(), "编一"))
            db.session.commit()
    keys = made.home / "keys" / "east"
    keys.mkdir(parents=True)
    (keys / "0001.pem").write_text("a key of the east")
    yield made
    databases.drop(made.database)


@pytest.fixture
def bare(cluster: Cluster, tmp_path: Path) -> Iterator[Platform]:
    """A platform on which nobody is yet."""
    made = platform(cluster, tmp_path / "bare")
    yield made
    databases.drop(made.database)
