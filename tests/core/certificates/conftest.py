"""The certificate office over a database of its own, filled once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from core.postgres.cluster import Cluster
from tests import databases
from tests.core.certificates.world import fill, load_places
from tests.sites import fill_the_provinces, learner_id, make_app


@contextmanager
def an_office(cluster: Cluster, root: Path) -> Iterator[tuple[Flask, sa.Engine]]:
    """The application over a database of its own with the office's people in it."""
    database = databases.copy_of_template(cluster, f"office_{uuid4().hex[:12]}")
    registry = load_places(root)
    assert not {name: why for name, why in registry.broken.items() if name != "broken"}
    with databases.committing(make_app(database, registry)) as app:
        fill_the_provinces(app)
        fill(app)
        engine = databases.one_connection(database)
        yield app, engine
        engine.dispose()


@pytest.fixture(scope="session")
def filled_office(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, sa.Engine]]:
    """The office whose tests undo what they do."""
    with an_office(cluster, tmp_path_factory.mktemp("offices")) as made:
        yield made


@pytest.fixture
def office(filled_office: tuple[Flask, sa.Engine]) -> Iterator[Flask]:
    """The office; everything the test saves is undone."""
    with databases.rolled_back(*filled_office) as app:
        yield app


@pytest.fixture(scope="session")
def busy_office(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Another office, with connections of its own for each thread; what its tests save stays, as certificates do."""
    with an_office(cluster, tmp_path_factory.mktemp("busy_offices")) as (app, _):
        yield app


@pytest.fixture
def li(office: Flask) -> UUID:
    return learner_id(office, "east", "1001")
