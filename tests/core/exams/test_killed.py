"""A server whose processes are killed while learners answer: what was acknowledged is in the marked result, once."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from core.accounts import sessions
from core.accounts.service import NewLearner, add_learners
from core.cli.ground import ROOT
from core.db import db
from core.exams import service
from tests.access_world import fill_shelves
from tests.core.exams.world import load_halls
from tests.databases import committing
from tests.sites import PASSWORD, fill_the_provinces, make_app, scope_of_site

LEARNERS, QUESTIONS, KILLS = 6, 5, 8
BETWEEN_KILLS = 0.4
"""Seconds; every kill hits some request."""
SAVES = 60
"""Saves of each learner at most, over all questions."""


@dataclass
class Sitting:
    """A learner who answers on and on: what was sent last, and what the server has acknowledged."""

    attempt: UUID
    token: str
    acknowledged: dict[int, tuple[int, list[int]]] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)
    broken: int = 0

    def answer(self, port: int, stop: threading.Event) -> None:
        chance = random.Random(str(self.attempt))
        for seq in range(1, SAVES + 1):
            if stop.is_set():
                return
            question, chosen = chance.randrange(QUESTIONS) + 1, [chance.randrange(4)]
            body = json.dumps({"question": question, "chosen": chosen, "seq": seq})
            while not stop.is_set():
                status = self._send(port, body)
                if status == http.client.OK:
                    self.acknowledged[question] = (seq, chosen)
                    break
                if status:
                    self.refused.append(status)
                    return
                self.broken += 1
                time.sleep(0.02)

    def _send(self, port: int, body: str) -> int:
        """The answer's status; 0 for a connection that broke, after which a page sends the same again."""
        headers = {
            "Host": "east.localhost",
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
        }
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            line.request("POST", f"/api/v1/attempts/{self.attempt}/answers", body, headers)
            answer = line.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            line.close()


@pytest.fixture
def hall(own_database, tmp_path: Path):
    """The hall's application over a database of the test's own, and the folder of its provinces."""
    with committing(make_app(own_database, load_halls(tmp_path / "tenants"))) as app:
        fill_the_provinces(app)
        fill_shelves(app)
        yield app


@pytest.fixture
def port(hall, own_database, tmp_path: Path) -> Iterator[int]:
    """A real server with two processes over the same database."""
    free = _free_port()
    environment = os.environ | {
        "DATABASE_URL": own_database.owner_url,
        "APP_DATABASE_URL": own_database.app_url,
        "XUEFA_HOME": str(tmp_path / "home"),
        "XUEFA_TENANTS": str(tmp_path / "tenants"),
    }
    command = [sys.executable, "-m", "core.cli", "serve", "--port", str(free), "--workers", "2"]
    with (tmp_path / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_until_up(process, free)
        yield free
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
            sittings.append(Sitting(service.start_attempt(row.id, "yearly").id, token))
        return sittings


def test_every_acknowledged_save_survives_the_killing_of_processes(hall, port):
    sittings, stop = sit(hall), threading.Event()
    threads = [threading.Thread(target=one.answer, args=(port, stop)) for one in sittings]
    for thread in threads:
        thread.start()
    killed = _kill_at_random(port)
    for thread in threads:
        thread.join(60)
    stop.set()
    assert killed == KILLS
    assert sum(one.broken for one in sittings) > 0, "no request was hit, so nothing was shown"
    assert [one.refused for one in sittings] == [[]] * LEARNERS
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


def _kill_at_random(port: int) -> int:
    """Kill one of the server's processes at a time, with no chance to finish anything."""
    killed, chance = 0, random.Random(1)
    master = _listener(port)
    for _ in range(KILLS):
        time.sleep(BETWEEN_KILLS)
        children = _children(master)
        if children:
            os.kill(chance.choice(children), signal.SIGKILL)
            killed += 1
    return killed


def _listener(port: int) -> int:
    """The server's first process, by its command line."""
    wanted = ["serve", "--port", str(port)]
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        words = path.read_bytes().decode(errors="replace").split("\0")
        if all(word in words for word in wanted):
            parent = int(path.with_name("stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid():
                return int(path.parent.name)
    raise AssertionError("the server is not running")


def _children(master: int) -> list[int]:
    found = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return [int(one) for one in found]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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
