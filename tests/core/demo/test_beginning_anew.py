"""A demo that was killed over its loading: the next start finds it out and begins with empty tables."""

import os
import subprocess
import sys

import psycopg

from core.cli.ground import empty
from core.demo.running import was_left


def test_what_a_dead_process_was_filling_is_left(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    (tmp_path / "mark").write_bytes(ended.stdout)
    assert was_left(tmp_path / "mark")


def test_what_a_living_process_fills_is_not_left(tmp_path):
    (tmp_path / "mark").write_text(str(os.getpid()))
    assert not was_left(tmp_path / "mark")


def test_without_a_mark_nothing_is_left(tmp_path):
    assert not was_left(tmp_path / "mark")


def test_emptying_leaves_the_tables_and_what_they_were_migrated_to(own_database):
    with psycopg.connect(own_database.superuser_url, autocommit=True) as above:
        above.execute("INSERT INTO tenants (id, mode, state) VALUES ('x', 'demo', 'active')")
        before = above.execute("SELECT * FROM alembic_version").fetchall()
        empty(own_database.owner_url)
        assert above.execute("SELECT count(*) FROM tenants").fetchone() == (0,)
        assert above.execute("SELECT * FROM alembic_version").fetchall() == before
