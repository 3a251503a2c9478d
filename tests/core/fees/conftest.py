"""The cast's provinces, with connections of its own for each thread where a test needs several."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask

from core.postgres.cluster import Cluster
from core.tenancy.registry import Registry
from tests import databases
from tests.sites import fill_the_provinces, make_app


@pytest.fixture
def busy(cluster: Cluster, registry: Registry) -> Iterator[Flask]:
    """An application with connections of its own for each thread."""
    database = databases.copy_of_template(cluster, f"paying_{uuid4().hex[:12]}")
    with databases.committing(make_app(database, registry)) as app:
        fill_the_provinces(app)
        yield app
