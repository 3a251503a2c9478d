"""The cast's provinces with a course and questions on the shelf."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask

from core.postgres.cluster import Cluster
from core.tenancy.registry import Registry
from tests import databases
from tests.access_world import fill_shelves
from tests.sites import Browser, fill_the_provinces, make_app


@pytest.fixture
def shelved(site_app: Flask) -> Flask:
    """The application with something to study and to be asked; everything the test saves is undone."""
    fill_shelves(site_app)
    return site_app


@pytest.fixture
def busy(cluster: Cluster, registry: Registry) -> Iterator[Flask]:
    """An application with connections of its own for each thread."""
    database = databases.copy_of_template(cluster, f"objecting_{uuid4().hex[:12]}")
    with databases.committing(make_app(database, registry)) as app:
        fill_the_provinces(app)
        yield app


@pytest.fixture
def li(shelved: Flask) -> Browser:
    browser = Browser(shelved, "east")
    browser.sign_in("1001")
    return browser


@pytest.fixture
def qian(shelved: Flask) -> Browser:
    """The administrator of Li's unit, who is a learner too."""
    browser = Browser(shelved, "east")
    browser.sign_in_administrator("a1")
    return browser
