"""The rehearsal clock: demo, sandbox and preview may set it, a live tenant never can, also not in SQL."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.db import db, now
from core.errors import NotFound, Refused
from core.tenancy.clock import clock_ahead, clock_areas, set_clock, shift_clock
from core.tenancy.directory import each_tenant, list_tenants, register_tenant, suspend_tenant, tenant_entry
from core.tenancy.models import Mode, State
from core.tenancy.scope import current_tenant, scoped_tenant, tenant_scope
from tests.cast import EAST, LIVE, WEST

EXAM = datetime(2017, 9, 10, 1, 0, tzinfo=UTC)


def true_time():
    return db.session.scalar(sa.text("SELECT clock_timestamp()"))


def test_a_clock_set_to_a_moment_goes_on_from_there(east):
    set_clock(EXAM)
    assert EXAM <= now() < EXAM + timedelta(minutes=1)
    set_clock(EXAM + timedelta(days=1))
    assert EXAM + timedelta(days=1) <= now() < EXAM + timedelta(days=1, minutes=1)


def test_a_clock_stands_for_its_tenant_alone(two_tenants):
    with tenant_scope(EAST):
        set_clock(EXAM)
    with tenant_scope(WEST):
        assert abs(now() - true_time()) < timedelta(minutes=1)
        assert clock_ahead() == timedelta()
    assert abs(now() - true_time()) < timedelta(minutes=1)


def test_an_area_may_rehearse_a_day_of_its_own(two_tenants):
    with tenant_scope(EAST):
        set_clock(EXAM)
    with tenant_scope(EAST, "bay"):
        assert now() < EXAM + timedelta(minutes=1)
        set_clock(EXAM + timedelta(days=60))
        assert clock_areas() == ("bay",)
    for area, days in {"": 0, "bay": 60, "bay/town": 60, "bayside": 0, "hills": 0}.items():
        with tenant_scope(EAST, area):
            start = EXAM + timedelta(days=days)
            assert start <= now() < start + timedelta(minutes=1), area
            assert abs(true_time() + clock_ahead() - now()) < timedelta(minutes=1), area
    with tenant_scope(EAST):
        assert now("bay") - now("") > timedelta(days=59)


def test_a_clock_set_back_to_nothing_shows_the_true_time(east):
    shift_clock(timedelta(days=-30))
    shift_clock(timedelta())
    assert abs(now() - true_time()) < timedelta(minutes=1)


@pytest.mark.parametrize("mode", [Mode.DEMO, Mode.SANDBOX, Mode.PREVIEW])
def test_rehearsing_tenants_may_set_their_clock(rolled_back, mode):
    register_tenant("probe", mode)
    with tenant_scope("probe"):
        shift_clock(timedelta(days=3))
        assert clock_ahead() == timedelta(days=3)


def test_a_live_tenant_is_refused_in_words(rolled_back):
    with tenant_scope(LIVE), pytest.raises(Refused) as refusal:
        shift_clock(timedelta(seconds=1))
    assert refusal.value.code == "clock_fixed"


def test_a_live_tenant_is_refused_by_the_database(rolled_back):
    with tenant_scope(LIVE):
        attempt = sa.text("INSERT INTO clocks VALUES ('live', '', :mode, interval '1 day')")
        for mode in ("live", "demo"):
            with pytest.raises(IntegrityError), db.session.begin_nested():
                db.session.execute(attempt, {"mode": mode})


def test_a_tenant_cannot_go_live_with_its_clock_shifted(east):
    set_clock(EXAM)
    with pytest.raises(IntegrityError):
        register_tenant(EAST, Mode.LIVE)
    db.session.rollback()
    shift_clock(timedelta())
    register_tenant(EAST, Mode.LIVE)
    assert tenant_entry(EAST).mode == Mode.LIVE


def test_the_time_in_sql_is_that_of_the_statement(own_database):
    with psycopg.connect(own_database.app_url) as connection:
        first, again = (connection.execute("SELECT tenant_now()").fetchone()[0] for _ in range(2))
    assert first < again


def test_the_directory_knows_its_tenants(rolled_back):
    assert [entry.id for entry in list_tenants(Mode.DEMO)] == [EAST, WEST]
    assert tenant_entry(LIVE).mode == Mode.LIVE
    with pytest.raises(NotFound):
        tenant_entry("nowhere")


def test_work_across_tenants_goes_through_active_ones_scope_by_scope(rolled_back):
    suspend_tenant(WEST)
    met = [(tenant, current_tenant()) for tenant in each_tenant("a test")]
    assert met == [(EAST, EAST), (LIVE, LIVE)]
    assert scoped_tenant() is None
    suspend_tenant(WEST, State.ACTIVE)
    assert len(list(each_tenant("a test"))) == 3
