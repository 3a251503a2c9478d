"""The hall over a database of its own, filled once."""

from collections.abc import Iterator

import pytest
from flask import Flask

from core.postgres.cluster import Cluster
from tests import databases
from tests.access_world import fill_shelves
from tests.core.exams.world import Sitter, load_halls
from tests.places import Place, a_place


@pytest.fixture(scope="session")
def filled_hall(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The application over the hall's database; what is committed here stays for the whole session."""
    with a_place(cluster, tmp_path_factory.mktemp("halls"), load_halls, fill_shelves) as made:
        yield made


@pytest.fixture
def hall(filled_hall: Place) -> Iterator[Flask]:
    """The hall; everything the test saves is undone."""
    with databases.rolled_back(*filled_hall) as app:
        yield app


@pytest.fixture
def busy_hall(filled_hall: Place) -> Flask:
    """The hall with connections of its own for each thread; what the test saves stays."""
    return filled_hall[0]


@pytest.fixture
def li(hall: Flask) -> Sitter:
    return Sitter(hall)


@pytest.fixture
def zhao(hall: Flask) -> Sitter:
    return Sitter(hall, "1002")
