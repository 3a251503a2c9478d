"""The hall over a database of its own, filled once."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from core.postgres.cluster import Cluster
from tests import databases
from tests.access_world import fill_shelves
from tests.core.exams.world import Sitter, load_halls
from tests.sites import fill_the_provinces, make_app


@pytest.fixture(scope="session")
def filled_hall(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, sa.Engine]]:
    """The application over the hall's database; what is committed here stays for the whole session."""
    database = databases.copy_of_template(cluster, f"hall_{uuid4().hex[:12]}")
    registry = load_halls(tmp_path_factory.mktemp("halls"))
    assert not {name: why for name, why in registry.broken.items() if name != "broken"}
    with databases.committing(make_app(database, registry)) as app:
        fill_the_provinces(app)
        fill_shelves(app)
        engine = databases.one_connection(database)
        yield app, engine
        engine.dispose()


@pytest.fixture
def hall(filled_hall: tuple[Flask, sa.Engine]) -> Iterator[Flask]:
    """The hall; everything the test saves is undone."""
    with databases.rolled_back(*filled_hall) as app:
        yield app


@pytest.fixture
def busy_hall(filled_hall: tuple[Flask, sa.Engine]) -> Flask:
    """The hall with connections of its own for each thread; what the test saves stays."""
    return filled_hall[0]


@pytest.fixture
def li(hall: Flask) -> Sitter:
    return Sitter(hall)


@pytest.fixture
def zhao(hall: Flask) -> Sitter:
    return Sitter(hall, "1002")
