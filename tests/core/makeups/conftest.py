"""The cast's eastern province after its exam: one passed, one failed, the others absent; a makeup with few places."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from core.postgres.cluster import Cluster
from tests import databases
from tests.core.makeups.world import fill, load_places
from tests.sites import fill_the_provinces, make_app


@contextmanager
def a_place(cluster: Cluster, root: Path) -> Iterator[tuple[Flask, sa.Engine]]:
    database = databases.copy_of_template(cluster, f"makeup_{uuid4().hex[:12]}")
    registry = load_places(root)
    assert not {name: why for name, why in registry.broken.items() if name != "broken"}
    with databases.committing(make_app(database, registry)) as app:
        fill_the_provinces(app)
        fill(app)
        engine = databases.one_connection(database)
        yield app, engine
        engine.dispose()


@pytest.fixture(scope="session")
def filled_place(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, sa.Engine]]:
    with a_place(cluster, tmp_path_factory.mktemp("makeups")) as made:
        yield made


@pytest.fixture
def east(filled_place: tuple[Flask, sa.Engine]) -> Iterator[Flask]:
    """The place; everything the test saves is undone."""
    with databases.rolled_back(*filled_place) as app:
        yield app


@pytest.fixture
def busy_east(filled_place: tuple[Flask, sa.Engine]) -> Flask:
    """The place with connections of its own for each thread; what the test saves stays."""
    return filled_place[0]
