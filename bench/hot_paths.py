"""Answer save and heartbeat through gunicorn, against the bare endpoints: requests per second of processor time."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from bench.cpu import cpu_seconds
from bench.world import World
from core.postgres.roles import APP

ROUNDS, REQUESTS, WARM = 4, 125, 20
"""Rounds alternate between the two servers, so that a busy machine is busy for both."""
AT_MOST = 60.0
"""Seconds for all rounds of one path; what is done by then counts."""
UP_WITHIN = 300.0
"""Seconds for a server to come up; long, because the machine may be busy."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """Requests per processor second of the application and of the bare endpoint."""

    full: float
    bare: float

    @property
    def share(self) -> float:
        return self.full / self.bare


@dataclass
class Server:
    """A running server and what it has been asked so far."""

    port: int
    process: subprocess.Popen[bytes]
    headers: dict[str, str]
    spent: float = 0.0
    done: int = 0
    line: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, path: str, body: dict[str, object]) -> None:
        self.line.request("POST", path, json.dumps(body), self.headers)
        answer = self.line.getresponse()
        said = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{path}: {answer.status} {said[:300]!r}")


def hot_paths(world: World) -> Iterator[tuple[str, Ratio]]:
    """Yield both paths with their ratio."""
    seq = count(1)
    with running_server("bare", world) as bare, running_server("full", world) as full:
        for name, full_path, bare_path, more in (
            ("answer save", f"/attempts/{world.attempt}/answers", "/answer", {"question": 1, "chosen": [1]}),
            ("heartbeat", f"/study/{world.ticket}/beat", "/beat", {}),
        ):
            for server in (bare, full):
                server.spent, server.done = 0.0, 0
            _measure(world, ((bare, bare_path), (full, full_path)), more, seq)
            yield name, Ratio(full.done / full.spent, bare.done / bare.spent)


def _measure(
    world: World, servers: tuple[tuple[Server, str], ...], more: dict[str, object], seq: Iterator[int]
) -> None:
    until = time.monotonic() + AT_MOST
    for server, path in servers:
        for _ in range(WARM):
            server.ask(path, {**more, "seq": next(seq)})
    for _ in range(ROUNDS):
        for server, path in servers:
            roots = (server.process.pid, world.cluster.pid or 0)
            before = cpu_seconds(*roots)
            for _ in range(REQUESTS):
                server.ask(path, {**more, "seq": next(seq)})
            server.spent += cpu_seconds(*roots) - before
            server.done += REQUESTS
        if time.monotonic() > until:
            return


@contextmanager
def running_server(which: str, world: World) -> Iterator[Server]:
    """Run one of the two servers for as long as the block does."""
    port = _free_port()
    env = {**os.environ, "BENCH_URL": world.cluster.dsn(APP), "BENCH_KNOWN": world.known()}
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.serve", which, str(port)],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    headers = {
        "Host": world.host,
        "Authorization": f"Bearer {world.token}",
        "Content-Type": "application/json",
    }
    try:
        _wait(port, process)
        yield Server(port, process, headers)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + UP_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"a server ended with code {process.returncode} before it was up")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError(f"a server did not come up within {UP_WITHIN:.0f} seconds")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
