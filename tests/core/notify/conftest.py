"""The cast's provinces with a course and questions on the shelf, and their people signed in."""

import pytest
from flask import Flask

from tests.access_world import fill_shelves
from tests.sites import Browser


@pytest.fixture
def shelved(site_app: Flask) -> Flask:
    """The application with something to study and to be asked; everything the test saves is undone."""
    fill_shelves(site_app)
    return site_app


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
