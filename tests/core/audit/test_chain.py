"""The chain over the audit trail: what was removed or changed shows, whoever did it."""

import re
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa

from core.audit.chain import Head, breaks, head, seal_trail, unsealed
from core.audit.models import AuditEntry
from core.audit.service import Actor, note
from core.db import db
from core.tenancy.scope import tenant_scope
from core.web.catalogue import ROOT, sentences
from tests.cast import EAST, WEST

BY = Actor(uuid4(), "郑七")


@pytest.fixture
def trail(committed, own_database):
    """Five sealed entries of the east; whoever owns the tables can do with them as they like."""
    with tenant_scope(EAST):
        for number in range(5):
            note(BY, "unlock", f"subject-{number}", version=str(number))
            db.session.commit()
        assert seal_trail() == 5

    def tamper(statement: str) -> None:
        with psycopg.connect(own_database.owner_url) as connection:
            connection.execute("SELECT set_config('app.tenant', 'east', true)")
            assert connection.execute(statement).rowcount == 1

    with tenant_scope(EAST):
        yield tamper


def test_every_act_has_its_word():
    """Acts that are put together from parts are tested where they are."""
    acts = {
        act
        for file in (ROOT / "core").rglob("*.py")
        for act in re.findall(r'\bnote\(\s*[\w.]+,\s*"(\w+)"', file.read_text(encoding="utf-8"))
    }
    assert acts
    assert {act for act in acts if f"word:act_{act}" not in sentences("zh")} == set()


def found():
    db.session.rollback()
    db.session.expunge_all()
    return [(one.number, one.why) for one in breaks()]


def test_an_untouched_trail_holds(trail):
    assert found() == []
    assert head().number == 5


def test_a_removed_entry_shows(trail):
    trail("DELETE FROM audit_entries WHERE subject = 'subject-2'")
    assert found() == [(3, "removed")]


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'x'",
        "actor_name = 'x'",
        "facts = '{}'",
        "at = at + interval '1 second'",
        "address = '192.0.2.1'",
    ],
)
def test_a_changed_entry_shows(trail, change):
    trail(f"UPDATE audit_entries SET {change} WHERE subject = 'subject-2'")
    assert found() == [(3, "changed")]


def test_an_entry_that_is_removed_with_its_seal_shows(trail):
    trail("DELETE FROM audit_entries WHERE subject = 'subject-2'")
    trail("DELETE FROM audit_seals WHERE number = 3")
    assert (3, "missing") in found()


def test_two_entries_that_change_places_show(trail):
    trail("UPDATE audit_seals SET number = 9 WHERE number = 2")
    assert found() != []


def test_the_application_itself_can_neither_change_nor_remove(trail):
    for statement in (sa.delete(AuditEntry), sa.update(AuditEntry).values(reason="x")):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            db.session.execute(statement)
        db.session.rollback()


def test_what_comes_later_is_sealed_later_and_once(trail):
    assert (seal_trail(), unsealed()) == (0, 0)
    note(BY, "unlock", "later")
    db.session.commit()
    assert unsealed() == 1
    assert (seal_trail(), head().number, found()) == (1, 6, [])


def test_each_tenant_has_a_chain_of_its_own(trail):
    with tenant_scope(WEST):
        assert head() == Head()
        note(BY, "unlock", "subject-west")
        db.session.commit()
        assert (seal_trail(), head().number) == (1, 1)
    assert found() == []
