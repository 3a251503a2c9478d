"""The scope: a session for each tenant, a setting for each transaction, and nothing left behind."""

import pytest
import sqlalchemy as sa

from core.db import db, now
from core.tenancy.scope import NoTenant, current_tenant, tenant_scope
from tests.cast import EAST, WEST


def setting() -> str | None:
    return db.session.execute(sa.text("SELECT current_setting('app.tenant', true)")).scalar()


def test_outside_every_scope_there_is_no_tenant():
    with pytest.raises(NoTenant):
        current_tenant()


def test_scopes_nest_and_end(two_tenants):
    with tenant_scope(EAST):
        with tenant_scope(WEST):
            assert current_tenant() == WEST
        assert current_tenant() == EAST
    with pytest.raises(NoTenant):
        current_tenant()


def test_a_scope_ends_with_an_error_too(two_tenants):
    with pytest.raises(ZeroDivisionError), tenant_scope(EAST):
        raise ZeroDivisionError
    with pytest.raises(NoTenant):
        current_tenant()


def test_a_tenant_needs_a_name(two_tenants):
    with pytest.raises(NoTenant), tenant_scope(""):
        pass


def test_the_transaction_carries_the_tenant_of_its_scope(two_tenants):
    with tenant_scope(EAST):
        assert setting() == EAST
        with tenant_scope(WEST):
            assert setting() == WEST


def test_each_tenant_has_a_session_of_its_own(two_tenants):
    with tenant_scope(EAST):
        first = db.session()
        with tenant_scope(WEST):
            assert db.session() is not first
        with tenant_scope(EAST):
            assert db.session() is first


def test_now_is_one_moment_for_a_transaction(east):
    first = now()
    assert now() == first
    db.session.commit()
    assert now() > first


def test_now_carries_its_zone(east):
    assert now().tzinfo is not None
