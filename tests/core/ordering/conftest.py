"""The eastern province with an area that takes new units."""

import pytest
from flask import Flask

from tests.core.ordering.world import prepare


@pytest.fixture
def ordering(site_app: Flask) -> Flask:
    prepare(site_app)
    return site_app
