"""The embedded server's life: started, killed, recovered, refused to a second process, run without privilege."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from core.postgres import AlreadyRunning, PostgresFailed
from core.postgres.cluster import Cluster

ROOT = Path(__file__).parents[3]
PARENT = """
import sys, time
from pathlib import Path
from core.postgres.cluster import Cluster
cluster = Cluster.start(Path(sys.argv[1]))
print(cluster.pid, flush=True)
time.sleep(120)
"""


def start_parent(home):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, home], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    return parent, int(parent.stdout.readline())


def kill(parent):
    parent.kill()
    parent.wait()
    parent.stdout.close()


def wait_until(condition, seconds=15):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def one(dsn, query):
    with psycopg.connect(dsn) as connection:
        return connection.execute(query).fetchone()[0]


def test_a_started_server_answers_both_roles_and_a_stopped_one_answers_nobody(bare_home):
    with Cluster.start(bare_home, durable=False) as cluster:
        assert one(cluster.dsn(), "SELECT current_user") == "xuefa_owner"
        assert one(cluster.dsn("xuefa_app"), "SELECT current_user") == "xuefa_app"
        assert one(cluster.dsn(), "SHOW timezone") == "UTC"
        assert one(cluster.dsn(), "SHOW listen_addresses") == ""
        pid = cluster.pid
    assert not alive(pid)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.dsn())


def test_the_application_role_owns_nothing_and_cannot_bypass_the_wall(home):
    with Cluster.start(home, durable=False) as cluster:
        query = "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = '{}'"
        assert one(cluster.dsn(), query.format("xuefa_app")) is False
        assert one(cluster.dsn(), query.format("xuefa_owner")) is False
        with psycopg.connect(cluster.dsn("xuefa_app")) as connection, pytest.raises(psycopg.Error):
            connection.execute("CREATE TABLE mine (id int)")


def test_acknowledged_data_survive_a_stop_and_a_second_start(home):
    with Cluster.start(home) as cluster, psycopg.connect(cluster.dsn()) as connection:
        connection.execute("CREATE TABLE answer AS SELECT 'B' AS choice")
        assert one(cluster.dsn(), "SHOW fsync") == "on"
    with Cluster.start(home) as cluster:
        assert one(cluster.dsn(), "SELECT choice FROM answer") == "B"


def test_the_server_stops_when_its_parent_is_killed(home):
    parent, server = start_parent(home)
    assert alive(server)
    kill(parent)
    wait_until(lambda: not alive(server))


def test_a_start_after_both_were_killed_recovers_what_was_committed(home):
    parent, server = start_parent(home)
    with psycopg.connect(Cluster.running(home).dsn()) as connection:
        connection.execute("CREATE TABLE answer AS SELECT 'B' AS choice")
    os.kill(server, signal.SIGKILL)
    kill(parent)
    assert (home / "postgres/data/postmaster.pid").exists()
    with Cluster.start(home) as cluster:
        assert one(cluster.dsn(), "SELECT choice FROM answer") == "B"


def test_a_server_that_outlived_its_parent_is_stopped_by_the_next_start(home):
    with Cluster.start(home, durable=False) as first:
        place, orphan = first.place, first.pid
        os.close(first._lock)
        first._lock = None
        with Cluster.start(home, durable=False) as second:
            assert second.pid != orphan
            assert not alive(orphan)
            assert one(second.dsn(), "SELECT 1") == 1
        assert second.place == place


def test_a_note_that_names_a_strangers_process_does_not_hinder_the_start(home):
    with Cluster.start(home, durable=False) as cluster:
        note = cluster.place.data / "postmaster.pid"
        text = note.read_text().splitlines()
    stranger = subprocess.Popen(["sleep", "60"], user=cluster.place.runner.uid if os.geteuid() == 0 else None)
    try:
        note.write_text("\n".join([str(stranger.pid), *text[1:]]) + "\n")
        with Cluster.start(home, durable=False) as again:
            assert one(again.dsn(), "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_second_start_of_one_home_is_refused_with_the_holders_process(home):
    parent, _ = start_parent(home)
    try:
        with pytest.raises(AlreadyRunning, match=f"in use by process {parent.pid}"):
            Cluster.start(home)
    finally:
        kill(parent)


def test_another_process_borrows_the_running_server_and_does_not_stop_it(home):
    assert Cluster.running(home) is None
    with Cluster.start(home, durable=False) as cluster:
        with Cluster.running(home) as borrowed:
            assert one(borrowed.dsn(), "SELECT 1") == 1
        assert alive(cluster.pid)
    assert Cluster.running(home) is None


def test_an_interrupted_making_of_the_data_is_begun_anew(bare_home):
    half_made = bare_home / "postgres/data.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    with Cluster.start(bare_home, durable=False) as cluster:
        assert one(cluster.dsn(), "SELECT 1") == 1
    assert not half_made.exists()


def test_a_home_on_a_long_path_gets_a_short_private_socket_folder(bare_home):
    deep = bare_home / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    with Cluster.start(deep, durable=False) as cluster:
        folder = cluster.place.socket_folder
        assert len(str(folder)) < 60
        assert folder.stat().st_mode & 0o777 == 0o700
        assert one(cluster.dsn(), "SELECT 1") == 1
    folder.rmdir()


def test_a_socket_folder_that_others_may_enter_is_refused(home):
    with Cluster.start(home, durable=False) as cluster:
        folder = cluster.place.socket_folder
    folder.chmod(0o755)
    with pytest.raises(PostgresFailed, match="not ours alone"):
        Cluster.start(home)


def test_data_of_an_unknown_version_are_refused_with_one_sentence(home):
    with Cluster.start(home, durable=False) as cluster:
        version = cluster.place.data / "PG_VERSION"
    version.write_text("9\n")
    with pytest.raises(PostgresFailed, match="version 9"):
        Cluster.start(home)


def test_a_server_that_cannot_start_says_its_own_reason(home):
    with Cluster.start(home, durable=False) as cluster:
        data = cluster.place.data
    (data / "postgresql.conf").write_text("no_such_setting = on\n")
    with pytest.raises(PostgresFailed, match="configuration file"):
        Cluster.start(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give its privilege away")
class TestStartedAsRoot:
    def test_the_server_runs_without_privilege_over_data_that_only_it_can_read(self, home):
        with Cluster.start(home, durable=False) as cluster:
            assert Path(f"/proc/{cluster.pid}").stat().st_uid == cluster.place.runner.uid != 0
            assert "CapEff:\t0000000000000000" in Path(f"/proc/{cluster.pid}/status").read_text()
            assert cluster.place.data.stat().st_mode & 0o777 == 0o700
            assert cluster.place.folder == home / "postgres"

    def test_in_a_private_home_the_data_lie_outside_and_are_found_again(self, bare_home):
        bare_home.chmod(0o700)
        with Cluster.start(bare_home, durable=False) as cluster, psycopg.connect(cluster.dsn()) as connection:
            connection.execute("CREATE TABLE answer AS SELECT 'B' AS choice")
            outside = cluster.place.folder
        assert bare_home not in outside.parents
        with Cluster.start(bare_home, durable=False) as cluster:
            assert cluster.place.folder == outside
            assert one(cluster.dsn(), "SELECT choice FROM answer") == "B"

    def test_an_ordinary_user_is_told_whose_data_they_are(self, home):
        code = (
            "import os, sys, pathlib; from core.postgres.runner import choose_runner;"
            "os.setuid(65534); choose_runner(pathlib.Path(sys.argv[1]))"
        )
        command = [sys.executable, "-c", code, home / "postgres"]
        done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
        assert "start as that user or as root" in done.stderr
