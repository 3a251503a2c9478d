"""The certificate office over a database of its own, filled once."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from core.postgres.cluster import Cluster
from tests import databases
from tests.core.certificates.world import fill, load_places
from tests.places import Place, a_place
from tests.sites import learner_id


@pytest.fixture(scope="session")
def filled_office(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The office whose tests undo what they do."""
    with a_place(cluster, tmp_path_factory.mktemp("offices"), load_places, fill) as made:
        yield made


@pytest.fixture
def office(filled_office: Place) -> Iterator[Flask]:
    """The office; everything the test saves is undone."""
    with databases.rolled_back(*filled_office) as app:
        yield app


@pytest.fixture(scope="session")
def busy_office(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Another office, with connections of its own for each thread; what its tests save stays, as certificates do."""
    with a_place(cluster, tmp_path_factory.mktemp("busy_offices"), load_places, fill) as (app, _):
        yield app


@pytest.fixture
def li(office: Flask) -> UUID:
    return learner_id(office, "east", "1001")
