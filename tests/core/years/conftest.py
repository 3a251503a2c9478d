"""The cast over rules of two years; what a test opens is undone."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from core.postgres.cluster import Cluster
from core.tenancy.clock import set_clock
from core.web.site import composition
from tests import databases
from tests.core.years.world import IN_JANUARY, load_two_years
from tests.sites import Browser, fill_the_provinces, make_app, scope_of_site


@pytest.fixture(scope="session")
def filled_years(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, sa.Engine]]:
    database = databases.copy_of_template(cluster, f"years_{uuid4().hex[:12]}")
    registry = load_two_years(tmp_path_factory.mktemp("years"))
    assert set(registry.broken) == {"broken"}, registry.broken
    with databases.committing(make_app(database, registry)) as app:
        fill_the_provinces(app)
        engine = databases.one_connection(database)
        yield app, engine
        engine.dispose()


@pytest.fixture
def two_years(filled_years: tuple[Flask, sa.Engine]) -> Iterator[Flask]:
    """The application in the January after the cast's year; everything that a test saves is undone."""
    with databases.rolled_back(*filled_years) as app:
        with scope_of_site(app, "east"):
            set_clock(IN_JANUARY)
        yield app
        composition(app).registry.tenants["east"].stand_in({})
        composition(app).sites.clear()


@pytest.fixture
def office(two_years: Flask) -> Browser:
    browser = Browser(two_years, "east")
    browser.sign_in_administrator("office")
    return browser
