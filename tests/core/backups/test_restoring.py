"""Backups of a real server while it is written to, and what comes back of them at which moment."""

import shutil
import subprocess
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from core.backups.restoring import restore_platform
from core.backups.shelf import Backup, BackupShelf
from core.backups.taking import archive_log, take_platform
from core.errors import Refused
from core.postgres import PostgresFailed
from core.postgres.cluster import Cluster
from core.postgres.server import SUPERUSER

ROWS = "SELECT word FROM kept ORDER BY at"


@pytest.fixture(scope="module")
def ground():
    """A short path that the server's user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="xuefa-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    for record in folder.glob("*/postgres.place"):
        shutil.rmtree(record.read_text().strip(), ignore_errors=True)
    subprocess.run(["rm", "-rf", folder], check=False)


def say(cluster, statement, *values):
    with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
        cursor = connection.execute(statement, values)
        return [row for (row,) in cursor.fetchall()] if cursor.description else []


def write(cluster, word):
    """Write a row and give a moment after it and before the next."""
    say(cluster, "INSERT INTO kept VALUES (%s, clock_timestamp())", word)
    time.sleep(0.05)
    (moment,) = say(cluster, "SELECT clock_timestamp()")
    time.sleep(0.05)
    return moment


@pytest.fixture(scope="module")
def told(ground):
    """A platform with a row before its backup, one that is to come back, and one too late; with its log archived."""
    home, shelf = ground / "home", BackupShelf(ground / "backups", 30)
    shelf.folder.mkdir(mode=0o755)
    with Cluster.start(home) as cluster:
        url = cluster.dsn(SUPERUSER)
        archive_log(url, shelf, cluster.place.data.stat().st_uid)
    with Cluster.start(home) as cluster:
        say(cluster, "CREATE TABLE tenants (id text)")
        say(cluster, "INSERT INTO tenants VALUES ('east'), ('west')")
        say(cluster, "CREATE TABLE kept (word text, at timestamptz)")
        write(cluster, "before")
        lay(home, "files/east/1", "one")
        lay(home, "keys/east/0001.pem", "a key")
        lay(home, "secret_key", "a secret")
        made = take_platform(url, home, shelf)
        moment = write(cluster, "to come back")
        lay(home, "files/east/2", "two")
        time.sleep(1.1)  # names are by the second
        take_platform(url, home, shelf)
        write(cluster, "too late")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SELECT pg_switch_wal()")
        (last,) = say(cluster, "SELECT clock_timestamp()")
        wait_for_archive(url)
    return shelf, made, moment, last


def lay(home, name, text):
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def wait_for_archive(url):
    end = time.monotonic() + 30
    with psycopg.connect(url, autocommit=True) as connection:
        while time.monotonic() < end:
            waiting = connection.execute(
                "SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'"
            )
            if waiting.fetchone() == (0,):
                return
            time.sleep(0.1)
    raise AssertionError("the log was not archived within 30 s")


def rows_of(home):
    with Cluster.start(home) as cluster:
        found = say(cluster, ROWS)
        say(cluster, "INSERT INTO kept VALUES ('it can be written to', now())")
        return found


def test_the_platform_comes_back_as_it_stood_at_a_moment_after_the_backup(told, ground):
    shelf, made, moment, _ = told
    home = ground / "at_moment"
    restore_platform(shelf, made, home, moment)
    assert rows_of(home) == ["before", "to come back"]
    assert (home / "secret_key").read_text() == "a secret"
    assert (home / "keys/east/0001.pem").read_text() == "a key"
    assert {path.name for path in (home / "files/east").iterdir()} == {"1", "2"}


def test_without_a_moment_all_that_was_archived_comes_back(told, ground):
    shelf, made, _, _ = told
    restore_platform(shelf, made, ground / "at_end", None)
    assert rows_of(ground / "at_end") == ["before", "to come back", "too late"]


def test_a_moment_that_the_log_does_not_reach_leaves_nothing_half_done(told, ground):
    shelf, made, _, last = told
    with pytest.raises(PostgresFailed, match="before configured recovery target"):
        restore_platform(shelf, made, ground / "later", last + timedelta(days=1))
    assert not (ground / "later").exists()


def test_what_cannot_be_restored_is_refused_with_the_reason(told, ground):
    shelf, made, moment, _ = told
    with pytest.raises(Refused, match="earlier backup"):
        restore_platform(shelf, made, ground / "early", datetime.fromisoformat(made.at) - timedelta(hours=1))
    with pytest.raises(Refused, match="not empty"):
        restore_platform(shelf, made, ground / "home", moment)
    with pytest.raises(Refused, match="no whole backup"):
        shelf.find("platform-1")


def test_a_backup_says_whose_rows_it_holds_and_until_when(told):
    shelf, made, _, _ = told
    assert made.tenants == ("east", "west")
    assert made in shelf.holding("east")
    assert shelf.holding("nobody") == []
    assert datetime.fromisoformat(made.until) - datetime.fromisoformat(made.at) == timedelta(days=30)
    assert made.size > 1_000_000


def test_expired_backups_go_but_never_the_newest(told, ground):
    shelf = BackupShelf(ground / "copies", 30)
    subprocess.run(["cp", "-a", told[0].folder, shelf.folder], check=True)
    newest, oldest = shelf.all()
    assert shelf.expire(told[3]) == []
    assert shelf.expire(told[3] + timedelta(days=60)) == [oldest]
    assert shelf.all() == [newest]
    assert not shelf.path(oldest.name).exists()
    assert min(path.name for path in shelf.wal.iterdir() if len(path.name) == 24) >= newest.first_wal


def test_a_database_that_is_away_leaves_no_backup(ground):
    shelf = BackupShelf(ground / "none", 30)
    with pytest.raises(psycopg.OperationalError):
        take_platform("postgresql://nobody@/nothing?host=/nonexistent", ground / "home", shelf)
    assert shelf.all() == []


def test_the_archive_of_a_tenant_is_no_backup_of_the_platform(told, ground):
    one = Backup(
        name="east.zip", kind="tenant", at=told[1].at, until=told[1].until, tenants=("east",), size=1
    )
    with pytest.raises(Refused, match="tenants import"):
        restore_platform(told[0], one, ground / "one", None)
