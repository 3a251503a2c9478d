"""When the composed application says that it is ready, and when it must not serve."""

from pathlib import Path

import pytest

from core.app import create_app
from core.settings import Settings
from tests.databases import committing


@pytest.fixture
def ready_through(shared_database, registry):
    """Asks /readyz of an application that reaches the database with this address."""

    def ask(url):
        settings = Settings(home=Path(), port=8000, secret_key="k" * 32)
        with committing(create_app(settings, registry, url)) as app:
            return app.test_client().get("/readyz", headers={"Host": "localhost"}).status_code

    return ask


def test_the_application_is_ready_through_the_role_that_the_wall_holds(ready_through, shared_database):
    assert ready_through(shared_database.app_url) == 200


def test_an_owner_that_acts_in_the_applications_role_is_held_too(ready_through, shared_database):
    assert ready_through(f"{shared_database.superuser_url}&options=-crole%3Dxuefa_app") == 200


def test_it_is_never_ready_through_a_role_above_the_wall(ready_through, shared_database):
    assert ready_through(shared_database.owner_url) == 503
    assert ready_through(shared_database.superuser_url) == 503


def test_it_is_not_ready_without_its_database(ready_through):
    assert ready_through("postgresql://nobody@/nothing?host=/nonexistent") == 503
