"""The probe's two databases, and the guard taken away on request."""

from collections.abc import Iterator

import pytest

from core.tenancy import guard
from tests import databases
from tests.core.tenancy.probe import Probe


@pytest.fixture(scope="session")
def walled(cluster) -> Iterator[Probe]:
    """The probe's tables behind the wall."""
    probe = Probe(databases.copy_of_template(cluster, "walled"), walled=True)
    yield probe
    probe.close()


@pytest.fixture(scope="session")
def unwalled(cluster) -> Iterator[Probe]:
    """The same tables without row-level security, so that only the guard protects them."""
    probe = Probe(databases.copy_of_template(cluster, "unwalled"), walled=False)
    yield probe
    probe.close()


@pytest.fixture
def without_guard() -> Iterator[None]:
    guard.withdraw()
    yield
    guard.post()
