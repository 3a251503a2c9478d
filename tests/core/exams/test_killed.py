"""A server whose processes are killed while learners answer: what was acknowledged is in the marked result, once."""

import http.client
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.killing import Sitting, answer_all, kill_one
from bench.servers import free_port
from core.accounts import sessions
from core.accounts.service import NewLearner, add_learners
from core.cli.ground import ROOT
from core.db import db
from core.exams import service
from core.postgres.roles import DATABASE
from migrations import upgrade
from tests import databases
from tests.access_world import fill_shelves
from tests.core.exams.world import load_halls
from tests.databases import Database, committing
from tests.sites import PASSWORD, fill_the_provinces, make_app, scope_of_site

LEARNERS, QUESTIONS, KILLS, CRASHES = 6, 5, 8, {3, 6}
"""After two of the kills PostgreSQL crashes too and comes back by itself."""
BETWEEN_KILLS = 0.4
"""Seconds; every kill hits some request."""
SAVES = 60
"""Saves of each learner, over all questions."""


@pytest.fixture
def database() -> Iterator[Database]:
    """A database on a server of the test's own, which it may crash."""
    with databases.running_cluster(durable=True) as cluster:
        upgrade(cluster.dsn())
        yield Database(cluster, DATABASE)


@pytest.fixture
def hall(database, tmp_path: Path):
    """The hall's application, and the folder of its provinces."""
    with committing(make_app(database, load_halls(tmp_path / "tenants"))) as app:
        fill_the_provinces(app)
        fill_shelves(app)
        yield app


@pytest.fixture
def server(hall, database, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """A real server with two processes over the same database: its first process and its port."""
    free = free_port()
    environment = os.environ | {
        "DATABASE_URL": database.owner_url,
        "APP_DATABASE_URL": database.app_url,
        "XUEFA_HOME": str(tmp_path / "home"),
        "XUEFA_TENANTS": str(tmp_path / "tenants"),
    }
    command = [sys.executable, "-m", "core.cli", "serve", "--port", str(free), "--workers", "2"]
    with (tmp_path / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_until_up(process, free)
        yield process.pid, free
    finally:
        process.terminate()
        process.wait(timeout=60)


def sit(app) -> list[Sitting]:
    with scope_of_site(app, "east") as site:
        new = [
            NewLearner(unit="u1", account=f"20{n:02}", name=f"学员{n}", password=PASSWORD)
            for n in range(LEARNERS)
        ]
        rows = add_learners(site, new)
        sittings = []
        for row in rows:
            token = sessions.begin(site, row.id, None)
            db.session.commit()
            attempt = service.start_attempt(row.id, "yearly").id
            sittings.append(
                Sitting(attempt=attempt, token=token, host="east.localhost", questions=QUESTIONS, saves=SAVES)
            )
        return sittings


def test_every_acknowledged_save_survives_the_killing_of_processes(hall, server, database):
    sittings, (first, port), killed = sit(hall), server, []
    chance = random.Random(1)

    def hunt(_going_on):
        for number in range(KILLS):
            time.sleep(BETWEEN_KILLS)
            if number in CRASHES:
                assert kill_one(database.cluster.pid, chance)
            killed.append(kill_one(first, chance))

    answer_all(sittings, port, hunt, most=90)
    assert killed == [True] * KILLS
    assert sum(one.broken for one in sittings) > 0, "no request was hit, so nothing was shown"
    assert [one.refused for one in sittings] == [[]] * LEARNERS
    assert {seq for one in sittings for seq, _ in one.acknowledged.values()} >= {SAVES}, (
        "the attempts went on"
    )
    with scope_of_site(hall, "east"):
        for one in sittings:
            kept = {n: (row.seq, row.chosen) for n, row in service.answers_of(one.attempt).items()}
            assert kept == one.acknowledged
            saved = [event for event in service.events_of(one.attempt) if event.kind == "saved"]
            assert len({event.detail["seq"] for event in saved}) == len(saved), "a save was entered twice"
            _hand_in_and_compare(one)


def _hand_in_and_compare(one: Sitting) -> None:
    """The mark is what the acknowledged answers earn: every key of the bank is its first option."""
    row = db.session.get_one(service.AttemptRow, ("east", one.attempt))
    handed = service.hand_in(row.learner, one.attempt)
    right = sum(
        chosen == [handed.paper[question - 1]["order"].index(0)]
        for question, (_, chosen) in one.acknowledged.items()
    )
    assert handed.mark == 20 * right


def _wait_until_up(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended before it was up"
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            line.request("GET", "/readyz")
            if line.getresponse().status == http.client.OK:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        finally:
            line.close()
    raise AssertionError("the server is not up")
