"""Offices of the cast's provinces at their desks, and a second person of the eastern one."""

from collections.abc import Iterator

import pytest
from flask import Flask

from core.accounts.service import NewAdministrator, add_administrator
from core.drafts import following
from core.web.site import composition
from tests.cast import EAST
from tests.core.drafts.world import CASES, Office
from tests.sites import PASSWORD, scope_of_site


@pytest.fixture
def fresh(site_app: Flask) -> Iterator[Flask]:
    """The application with nothing published; what a test publishes is forgotten in this process, too."""
    tenant = composition(site_app).registry.tenants[EAST]
    before = tenant.bundles
    following._asked.clear()
    yield site_app
    tenant.adopt(before, 0)
    following._asked.clear()
    following._faulty.clear()


@pytest.fixture
def office(fresh: Flask) -> Office:
    """The eastern province's office."""
    return Office(fresh, "east", "office")


@pytest.fixture
def second(fresh: Flask) -> Office:
    """A second person of the eastern province's office."""
    with scope_of_site(fresh, "east"):
        add_administrator(
            NewAdministrator(
                account="office2",
                name="第二人",
                unit="u0",
                role="provincial_office",
                password=PASSWORD,
                must_change=False,
            )
        )
    return Office(fresh, "east", "office2")


@pytest.fixture
def bay(fresh: Flask) -> Office:
    """The office of the eastern bay, an area."""
    return Office(fresh, "bay", "bay")


@pytest.fixture
def draft(office: Office) -> str:
    """A draft of the eastern province's year, from what is in force, with one case beside it."""
    address = office.begins(year="2024", start="east/2024")
    office.saves_cases(address, CASES)
    return address
