"""Readings without the ORM: the tenant of the scope alone, and what the session has not written yet is seen."""

import pytest
import sqlalchemy as sa

from core.accounts.models import Learner
from core.db import db
from core.tenancy.reading import Reading, read, read_all
from core.tenancy.scope import NoTenant, TenancyBreach, tenant_scope
from tests.cast import EAST, WEST
from tests.sites import scope_of_site

NAMES = Reading("SELECT name FROM learners WHERE tenant = %(tenant)s ORDER BY account")
COUNT = Reading("SELECT count(*) FROM learners WHERE tenant = %(tenant)s AND active = %(active)s")


@pytest.fixture
def peopled_east(site_app):
    with scope_of_site(site_app, EAST) as site:
        yield site


def test_a_reading_that_does_not_name_the_tenant_is_not_made():
    with pytest.raises(TenancyBreach):
        Reading("SELECT name FROM learners")


def test_a_reading_needs_a_tenant_in_scope(site_app):
    with site_app.app_context(), pytest.raises(NoTenant):
        read(NAMES)


def test_a_reading_finds_the_rows_of_the_scope_alone(peopled_east):
    here = {name for (name,) in read(NAMES)}
    with tenant_scope(WEST):
        there = {name for (name,) in read(NAMES)}
    assert here
    assert not here & there


def test_the_tenant_cannot_be_chosen_by_a_value(peopled_east):
    assert read(NAMES, tenant=WEST) == read(NAMES)


def test_several_readings_come_in_one_go_and_in_their_order(peopled_east):
    names, ((active,),) = read_all([NAMES, COUNT], active=True)
    assert len(names) == active


def test_a_change_that_the_session_has_not_written_yet_is_read(peopled_east):
    row = db.session.scalars(sa.select(Learner).order_by(Learner.account)).first()
    row.name = "新名字"
    assert ("新名字",) in read(NAMES)
