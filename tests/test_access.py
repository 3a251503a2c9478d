"""Every route of the application, for every kind of caller: the table must equal the URL map, and must hold."""

from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.access_table import STRANGER, TABLE, Row
from tests.access_world import CALLERS, EXAMPLES, World

QUIET = frozenset({"HEAD", "OPTIONS"})
SIGN_IN = frozenset({"/sign-in", "/admin/sign-in"})


@pytest.fixture
def world(site_app: Flask) -> World:
    return World(site_app)


def test_the_table_equals_the_url_map(site_app):
    routes = {
        (rule.endpoint, method)
        for rule in site_app.url_map.iter_rules()
        for method in (rule.methods or set()) - QUIET
    }
    rows = [(row.endpoint, row.method) for row in TABLE]
    assert len(rows) == len(set(rows))
    assert set(rows) == routes


def test_every_row_leads_to_its_endpoint(site_app):
    adapter = site_app.url_map.bind("east.localhost")
    example = "00000000-0000-0000-0000-000000000000"
    for row in TABLE:
        path = row.path.format(**dict.fromkeys(EXAMPLES, example))
        assert adapter.match(path, method=row.method)[0] == row.endpoint


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method} {row.endpoint}")
def test_only_those_in_the_table_are_let_in(world, row: Row):
    path = world.path(row)
    found = {
        caller: told(world, caller, row, path) for caller in sorted(CALLERS, key=row.allowed.__contains__)
    }
    let_in = {caller for caller, answer in found.items() if answer == "let in"}
    assert let_in == row.allowed, found
    assert found[STRANGER] in {"let in", "sign in", "nothing"}
    assert all(answer in {"nothing", "let in"} for caller, answer in found.items() if caller != STRANGER)


def told(world: World, caller: str, row: Row, path: str) -> str:
    """What a caller is told: let in (whatever comes of it), to sign in, or that there is nothing; else the status."""
    answer = world.call(caller, row, path)
    led_to = urlsplit(answer.headers.get("Location", "")).path
    if answer.status_code == 404:
        return "nothing"
    if answer.status_code < 500 and row.path in {
        "/sign-in",
        "/admin/sign-in",
        "/sign-out",
        "/api/v1/sign-in",
    }:
        return "let in"
    if answer.status_code == 401 or (answer.status_code == 302 and led_to in SIGN_IN):
        return "sign in"
    return "let in" if answer.status_code < 500 else str(answer.status_code)
