"""The cast's eastern province in a year with cohorts, its exams still ahead."""

from collections.abc import Iterator

import pytest
from flask import Flask

from core.postgres.cluster import Cluster
from tests import databases
from tests.core.booking import makeup_world
from tests.core.booking.world import fill, load_places
from tests.places import Place, a_place


@pytest.fixture(scope="session")
def filled_booking(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with a_place(cluster, tmp_path_factory.mktemp("booking"), load_places, fill) as made:
        yield made


@pytest.fixture
def east(filled_booking: Place) -> Iterator[Flask]:
    """The place; everything the test saves is undone."""
    with databases.rolled_back(*filled_booking) as app:
        yield app


@pytest.fixture
def busy_east(filled_booking: Place) -> Flask:
    """The place with connections of its own for each thread; what the test saves stays."""
    return filled_booking[0]


@pytest.fixture(scope="session")
def filled_makeups(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """After the exam: one passed, one failed, the others absent; a makeup with few places."""
    root = tmp_path_factory.mktemp("makeups")
    with a_place(cluster, root, makeup_world.load_places, makeup_world.fill) as made:
        yield made


@pytest.fixture
def after_exam(filled_makeups: Place) -> Iterator[Flask]:
    """The place of makeups; everything the test saves is undone."""
    with databases.rolled_back(*filled_makeups) as app:
        yield app
