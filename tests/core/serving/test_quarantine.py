"""Real server processes: a tenant whose plug-in loops goes out of service, the others go on, and no thread stays lost."""

import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from bench.servers import free_port
from core.cli.ground import ROOT
from core.db import driver_url
from core.tenancy.quarantine import let_in
from tests.databases import Database, committing
from tests.provinces import load_provinces, write_provinces
from tests.sites import fill_the_provinces, make_app

LOOPING = """

from core.decisions.accounts import LoginProvider
from core.decisions.values import say


@part
class OddNumber(LoginProvider):
    cite: Cite = NOWHERE

    def key(self, typed):
        while typed == "loop":
            pass
        return None

    def label(self):
        return say("account")


@hookimpl
def login_providers():
    return [OddNumber]
"""
AT_ONCE = 8
FREE_WITHIN = 60.0
"""Seconds, because the machine may be busy; a quiet one needs about ten."""


@dataclass
class Served:
    """A running server and the answers it gave."""

    port: int
    master: int
    slow: list[float] = field(default_factory=list)

    def ask(
        self, host: str, path: str, body: dict[str, str] | None = None, within: float = 30
    ) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=within)
        try:
            sent = None if body is None else json.dumps(body)
            headers = {"Host": f"{host}.localhost", "Content-Type": "application/json"}
            line.request("GET" if body is None else "POST", path, sent, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def processes(self) -> set[int]:
        """The processes that answer, told by their parent."""
        found = set()
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                parent = re.search(r"^PPid:\s+(\d+)", status.read_text(), re.MULTILINE)
            except OSError:
                continue
            if parent and int(parent[1]) == self.master:
                found.add(int(status.parent.name))
        return found


@pytest.fixture
def served(own_database: Database, tmp_path: Path) -> Iterator[Served]:
    _write_with_loop(tmp_path / "tenants")
    with committing(make_app(own_database, load_provinces(tmp_path / "plain"))) as app:
        fill_the_provinces(app)
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": own_database.owner_url,
        "APP_DATABASE_URL": own_database.app_url,
        "XUEFA_HOME": str(tmp_path / "home"),
        "XUEFA_TENANTS": str(tmp_path / "tenants"),
    }
    command = [sys.executable, "-m", "core.cli", "serve", "--port", str(port), "--workers", "2"]
    with (tmp_path / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    server = Served(port, process.pid)
    try:
        _until(lambda: _answers(server), 120)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=60)


def _write_with_loop(root: Path) -> None:
    write_provinces(root)
    with (root / "east" / "plugin.py").open("a") as own:
        own.write(LOOPING)
    rules = root / "east" / "rules" / "2024.yaml"
    rules.write_text(
        rules.read_text().replace("[account_number, phone, pinyin]", "[odd_number, account_number]")
    )


def _answers(server: Served) -> bool:
    try:
        return server.ask("west", "/readyz", within=5)[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def _until(true, seconds: float) -> float:
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, "it did not come about"
        time.sleep(0.1)
    return time.monotonic() - begun


def _send_loops(server: Served) -> list[threading.Thread]:
    sent = {"account": "loop", "password": "x", "second_fact": ""}

    def loop():
        with suppress(OSError, http.client.HTTPException):  # its process has given way
            server.ask("east", "/api/v1/sign-in", sent, within=FREE_WITHIN)

    threads = [threading.Thread(target=loop) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    return threads


def told_by_the_list(database: Database, home: Path) -> str:
    environment = os.environ | {
        "DATABASE_URL": database.owner_url,
        "APP_DATABASE_URL": database.app_url,
        "XUEFA_HOME": str(home / "home"),
        "XUEFA_TENANTS": str(home / "tenants"),
    }
    command = [sys.executable, "-m", "core.cli", "tenants", "list"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout


def _noted(database: Database) -> list[tuple[str, str, str, str]]:
    with psycopg.connect(driver_url(database.owner_url)) as connection:
        return connection.execute("SELECT tenant, why, doing, stack FROM quarantines").fetchall()


def test_eight_looping_requests_take_their_tenant_out_and_nobody_else(served, own_database, tmp_path):
    before, answers = served.processes(), []
    assert served.ask("east", "/sign-in")[0] == 200
    loops = _send_loops(served)

    def free() -> bool:
        answers.append(served.ask("west", "/sign-in")[0])
        return not any(loop.is_alive() for loop in loops)

    took = _until(free, FREE_WITHIN)
    assert set(answers) == {200}, answers
    assert len(answers) > took / 5, "the others were kept waiting"
    status, page = served.ask("east", "/sign-in")
    assert status == 503
    assert "本站暂停服务：有一段规则运行不止" in page
    ((tenant, why, doing, stack),) = _noted(own_database)
    assert (tenant, why, doing) == ("east", "busy", "POST /api/v1/sign-in")
    assert "while typed" in stack
    assert told_by_the_list(own_database, tmp_path).count("quarantined") >= 2
    _until(lambda: len(served.processes()) == 2 and served.processes() != before, FREE_WITHIN)
    with committing(make_app(own_database, load_provinces(tmp_path / "again"))) as app, app.app_context():
        let_in("east")
    _until(lambda: served.ask("east", "/sign-in")[0] == 200, 30)
