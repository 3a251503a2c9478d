"""Exemptions are applied for and reviewed in the exam hall, whose rules know illness, approved by unit and area."""

import pytest
from flask import Flask

from tests.core.exams.conftest import filled_hall, hall
from tests.sites import Browser

__all__ = ["filled_hall", "hall"]


def signed_in(app: Flask, account: str, host: str = "east") -> Browser:
    browser = Browser(app, host)
    browser.sign_in(account) if account.isdigit() else browser.sign_in_administrator(account)
    return browser


@pytest.fixture
def li(hall: Flask) -> Browser:
    return signed_in(hall, "1001")


@pytest.fixture
def qian(hall: Flask) -> Browser:
    """The administrator of Li's unit, who is a learner too."""
    return signed_in(hall, "a1")


@pytest.fixture
def office(hall: Flask) -> Browser:
    return signed_in(hall, "office")
