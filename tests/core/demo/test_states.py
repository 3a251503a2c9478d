"""The demo's people as a visitor meets them: some in every state that their place knows, each standing explained by its inputs."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from core.decisions.outcome import STATES
from core.demo.content import Content
from core.demo.loading import load_place
from core.exams.service import cases_of
from core.postgres.cluster import Cluster
from core.standings.service import explain_many
from core.tenancy.directory import register_tenant
from core.tenancy.models import Mode
from core.tenancy.registry import Registry
from tests import databases
from tests.sites import make_app, scope_of_site

TENANTS = Path(__file__).parents[3] / "tenants"
LEAST = 5
NOT_NOW = {
    "hainan": {
        "ready": "there is no exam to be ready for",
        "failed": "the year is not over",
        "absent": "the year is not over, and nobody's exemption by age can be revoked",
    },
    "yunnan": {
        "absent": "the exam is open until the end of the month",
        "exempt": "the rules know no exemption",
    },
    "gansu": {},
    "wuwei": {"absent": "the exam is open until 20 December", "exempt": "the rules know no exemption"},
    "hunan": {},
}
"""The sites, and what nobody there can be at the moment that the demo begins in."""


@pytest.fixture(scope="module")
def demo(cluster: Cluster) -> Iterator[Flask]:
    database = databases.copy_of_template(cluster, "demo")
    with databases.committing(make_app(database, Registry.load([TENANTS]))) as app:
        with app.app_context():
            for tenant in ("hainan", "yunnan", "gansu", "hunan"):
                register_tenant(tenant, Mode.DEMO)
        yield app
    databases.drop(database)


@pytest.mark.parametrize("host", NOT_NOW)
def test_some_are_in_every_state_that_the_place_knows(demo, host):
    with scope_of_site(demo, host) as site:
        people = load_place(site, Content(site.place.folder / "demo", site.area, site.year))
        told = explain_many([person.id for person in people])
        assert len(told) == len(people) == 300
        assert [learner for learner, one in told.items() if not one.agrees] == []
        cases = cases_of([person.id for person in people]).values()
        assert [case for case in cases if case.facts.study and not case.facts.paid] == []
        found = Counter(one.stored.state for one in told.values())
        rules = site.the_tenant.rules_for(site.year, site.area)
        known = {*STATES, *rules.outcome.states}
        assert {state for state in known if found[state] < LEAST} == set(NOT_NOW[host])
        assert all(found[state] == 0 for state in NOT_NOW[host])
