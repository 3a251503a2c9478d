"""Servers of the bench: our own gunicorn in processes of its own, asked over loopback."""

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

from bench.world import World
from core.postgres.roles import APP

UP_WITHIN = 300.0
"""Seconds for a server to come up; long, because the machine may be busy."""


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


@contextmanager
def running_server(which: str, world: World, workers: int = 1, threads: int = 4) -> Iterator[Server]:
    """Run the application ("full") or the bare endpoints ("bare") for as long as the block does."""
    port = free_port()
    env = {**os.environ, "BENCH_URL": world.cluster.dsn(APP), "BENCH_KNOWN": world.known()}
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.serve", which, str(port), str(workers), str(threads)],
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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
