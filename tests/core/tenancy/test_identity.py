"""The identity map of a request's session: what one scope has loaded, no other can be served with."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import DetachedInstanceError

from core.db import db
from core.tenancy.models import Clock
from core.tenancy.scope import ForeignTenant, tenant_scope
from tests.cast import EAST, WEST


@pytest.fixture
def clocks(two_tenants):
    for tenant in two_tenants:
        with tenant_scope(tenant):
            db.session.execute(sa.insert(Clock).values(mode="demo", ahead=sa.text("interval '0'")))
            db.session.commit()


def test_a_row_loaded_in_one_scope_is_not_served_in_another(clocks):
    with tenant_scope(EAST):
        mine = db.session.get(Clock, (EAST, ""))
        assert mine is not None
        with tenant_scope(WEST):
            assert db.session.get(Clock, (EAST, "")) is None
            assert mine not in db.session
        assert db.session.get(Clock, (EAST, "")) is mine


def test_a_row_outlives_its_scope_only_as_it_was_read(clocks):
    with tenant_scope(EAST):
        mine = db.session.get(Clock, (EAST, ""))
        db.session.expire(mine)
    with pytest.raises(DetachedInstanceError):
        _ = mine.ahead


def test_a_row_of_one_scope_cannot_be_saved_in_another(clocks):
    with tenant_scope(EAST):
        mine = db.session.get(Clock, (EAST, ""))
        db.session.expunge(mine)
    with tenant_scope(WEST):
        db.session.add(mine)
        mine.mode = "sandbox"
        with pytest.raises(ForeignTenant):
            db.session.flush()


def test_what_a_scope_did_not_commit_is_dropped(clocks):
    with tenant_scope(EAST):
        db.session.execute(sa.delete(Clock))
    with tenant_scope(EAST):
        assert db.session.get(Clock, (EAST, "")) is not None


def test_a_row_without_a_tenant_gets_that_of_the_scope(two_tenants):
    with tenant_scope(EAST):
        row = Clock(mode="demo", ahead=sa.text("interval '0'"))
        db.session.add(row)
        db.session.flush()
        assert row.tenant == EAST


def test_sessions_end_with_their_context(committed):
    with committed.app_context():
        with tenant_scope(EAST):
            db.session.get(Clock, (EAST, ""))
        db.session.execute(sa.text("SELECT 1"))
    assert all(
        isinstance(held, Session) and not held.in_transaction()
        for held in db.session.registry.registry.values()
    )
