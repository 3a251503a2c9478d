"""The cast's eastern province after its exam: one passed, one failed, the others absent; a makeup with few places."""

from collections.abc import Iterator

import pytest
from flask import Flask

from core.postgres.cluster import Cluster
from tests import databases
from tests.core.makeups.world import fill, load_places
from tests.places import Place, a_place


@pytest.fixture(scope="session")
def filled_place(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with a_place(cluster, tmp_path_factory.mktemp("makeups"), load_places, fill) as made:
        yield made


@pytest.fixture
def east(filled_place: Place) -> Iterator[Flask]:
    """The place; everything the test saves is undone."""
    with databases.rolled_back(*filled_place) as app:
        yield app


@pytest.fixture
def busy_east(filled_place: Place) -> Flask:
    """The place with connections of its own for each thread; what the test saves stays."""
    return filled_place[0]
