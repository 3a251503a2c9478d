"""Offices of the cast's provinces at their desks."""

import pytest
from flask import Flask

from tests.sites import Browser


@pytest.fixture
def office(site_app: Flask) -> Browser:
    """The eastern province's office."""
    browser = Browser(site_app, "east")
    browser.sign_in_administrator("office")
    return browser


@pytest.fixture
def bay(site_app: Flask) -> Browser:
    """The office of the eastern bay, an area."""
    browser = Browser(site_app, "bay")
    browser.sign_in_administrator("bay")
    return browser
