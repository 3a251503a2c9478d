"""Every attack against each ring alone, and against none, where it must succeed: so each test fails without its ring."""

from contextlib import suppress

import pytest
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.tenancy.scope import NoTenant, TenancyBreach, tenant_scope
from tests.cast import EAST, WEST
from tests.core.tenancy.attacks import RAW_READS, RAW_WRITES, READS, WRITES

ALL_READS = READS | RAW_READS
ALL_WRITES = WRITES | RAW_WRITES


def read(probe, attack):
    with Session(probe.engine) as session:
        return attack(session)


def write(session, attack):
    attack(session)
    session.commit()


def change(probe, attack):
    """Do it and commit, and give whether the west's rows have changed; refusals do not matter here."""
    probe.fill()
    before = probe.rows_of(WEST)
    with suppress(TenancyBreach, SQLAlchemyError), Session(probe.engine) as session:
        write(session, attack)
    return probe.rows_of(WEST) != before


@pytest.mark.parametrize("name", READS)
def test_the_guard_alone_hides_foreign_rows(unwalled, name):
    with tenant_scope(EAST):
        try:
            assert not read(unwalled, READS[name])
        except TenancyBreach:
            return


@pytest.mark.parametrize("name", READS)
def test_the_guard_alone_refuses_to_read_outside_every_scope(unwalled, name):
    with pytest.raises(NoTenant):
        read(unwalled, READS[name])


@pytest.mark.parametrize("name", ALL_READS)
def test_the_wall_alone_hides_foreign_rows(walled, without_guard, name):
    with tenant_scope(EAST):
        assert not read(walled, ALL_READS[name])


@pytest.mark.parametrize("name", ALL_READS)
def test_the_wall_alone_shows_nothing_outside_every_scope(walled, without_guard, name):
    assert not read(walled, ALL_READS[name])


@pytest.mark.parametrize("name", ALL_READS)
def test_without_both_rings_the_read_succeeds(unwalled, without_guard, name):
    with tenant_scope(EAST):
        assert read(unwalled, ALL_READS[name])


@pytest.mark.parametrize("name", WRITES)
def test_the_guard_alone_keeps_foreign_rows_as_they_are(unwalled, name):
    with tenant_scope(EAST):
        assert not change(unwalled, WRITES[name])


@pytest.mark.parametrize("name", WRITES)
def test_the_guard_alone_refuses_to_write_outside_every_scope(unwalled, name):
    with Session(unwalled.engine) as session, pytest.raises(NoTenant):
        write(session, WRITES[name])


@pytest.mark.parametrize("name", ALL_WRITES)
def test_the_wall_alone_keeps_foreign_rows_as_they_are(walled, without_guard, name):
    with tenant_scope(EAST):
        assert not change(walled, ALL_WRITES[name])


@pytest.mark.parametrize("name", ALL_WRITES)
def test_the_wall_alone_saves_nothing_outside_every_scope(walled, without_guard, name):
    assert not change(walled, ALL_WRITES[name])


@pytest.mark.parametrize("name", ALL_WRITES)
def test_without_both_rings_the_write_succeeds(unwalled, without_guard, name):
    with tenant_scope(EAST):
        assert change(unwalled, ALL_WRITES[name])
