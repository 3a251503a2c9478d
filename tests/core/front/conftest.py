"""Browsers that are signed in."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.sites import Browser


@pytest.fixture
def signed_in(site_app: Flask) -> Callable[..., Browser]:
    """Sign somebody in on the east's site."""

    def sign_in(account: str, *, admin: bool = False) -> Browser:
        browser = Browser(site_app, "east")
        (browser.sign_in_administrator if admin else browser.sign_in)(account)
        return browser

    return sign_in
