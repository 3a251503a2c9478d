"""``xuefa demo``: database, data, web server and worker in the foreground; Ctrl-C stops all of it and nothing else."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

import click

from core.app import create_app
from core.cli.ground import empty, migrate, registry
from core.demo.filling import fill, is_filled
from core.demo.sheet import Sheet, print_sheets, read_sheets, write_sheets
from core.postgres import Access, database, launch
from core.settings import Settings
from core.tenancy.directory import list_tenants

READY_WITHIN = 60
"""Seconds."""
HALF_MADE = "demo.half-made"
"""Names the process that fills an embedded database in which there was nothing; taken away once all is in it."""
FOLLOWING = [sys.executable, launch.__file__]
"""Begins a process that goes down with us, also when we are killed."""


class Stopped(Exception):
    """Somebody asked the demo to stop."""


def run_demo(settings: Settings, port: int | None = None, *, fresh: bool = False) -> None:
    """Bring the demo up and stay until it is stopped."""
    port = port or settings.port
    _check_port(port)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    if fresh:
        _forget(settings)
    try:
        with database(settings) as access:
            if access.folder:
                click.echo(f"database  {access.folder}")
            sheets = _prepare(settings, access, port)
            with _crew(settings, access, port) as crew:
                crew.start("web", "serve", "--port", str(port))
                _wait_ready(port, crew.running)
                crew.start("worker", "worker")
                print_sheets(sheets, port)
                click.echo(
                    f"\nAll sites: http://localhost:{port}   the same list: {settings.home / 'demo.json'}   Ctrl-C stops"
                )
                _watch(crew.running)
    except Stopped:
        click.echo("stopped")


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise click.ClickException(
                f"port {port} is taken; choose another one: PORT={port + 1} make demo"
            ) from None


def _forget(settings: Settings) -> None:
    if settings.database_url:
        raise click.ClickException(
            "--fresh throws the embedded database away; DATABASE_URL names another one"
        )
    shutil.rmtree(settings.home, ignore_errors=True)
    Settings.from_env()


def _prepare(settings: Settings, access: Access, port: int) -> list[Sheet]:
    migrate(access.owner_url)
    half_made = settings.home / HALF_MADE
    if access.folder and was_left(half_made):
        empty(access.owner_url)
    found = registry()
    app = create_app(settings, found, access.app_url)
    with app.app_context():
        sheets = read_sheets(settings.home)
        if not is_filled() or not sheets:
            click.echo("loading the demo's data (the first time only)")
            if access.folder and not list_tenants():
                half_made.write_text(str(os.getpid()))
            sheets = fill(app, found)
    write_sheets(settings.home, sheets, port)
    half_made.unlink(missing_ok=True)
    return sheets


def was_left(half_made: Path) -> bool:
    """Tell whether the process that was filling the database has died over it."""
    try:
        os.kill(int(half_made.read_text()), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError):
        return False  # there is none, or whoever fills is somebody else's
    return False


@dataclass(frozen=True, slots=True)
class Crew:
    """The processes that the demo runs, each with the database's addresses and a log of its own."""

    env: dict[str, str]
    logs: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, name: str, *arguments: str) -> None:
        """Start a command of ours that goes down with us."""
        program = [*FOLLOWING, str(os.getpid()), "-", "-", sys.executable, "-m", "core.cli", *arguments]
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running.append(
                subprocess.Popen(  # noqa: S603 (our own program)
                    program, env=self.env, stdout=log, stderr=log, start_new_session=True
                )
            )


@contextmanager
def _crew(settings: Settings, access: Access, port: int) -> Iterator[Crew]:
    """Give a crew whose messages lead to the demo's sites; whoever was started is stopped at the end, also when one fails."""
    env = {
        **os.environ,
        "DATABASE_URL": access.owner_url,
        "APP_DATABASE_URL": access.app_url,
        "XUEFA_HOME": str(settings.home),
        "XUEFA_SITES": settings.sites or f"http://{{host}}.localhost:{port}",
        "XUEFA_DEMO": "1",
    }
    logs = settings.home / "logs"
    logs.mkdir(exist_ok=True)
    crew = Crew(env, logs)
    try:
        yield crew
    finally:
        _end(crew.running)


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_ready(port: int, running: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        _check_alive(running)
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                if answer.status == 200:  # noqa: PLR2004 (HTTP's own number)
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise click.ClickException(
        f"the server did not become ready within {READY_WITHIN} seconds; see .xuefa/logs/web.log"
    )


def _check_alive(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is not None:
            raise click.ClickException(f"a process ended with code {process.returncode}; see .xuefa/logs")


def _watch(running: list[subprocess.Popen[bytes]]) -> None:
    while True:
        _check_alive(running)
        time.sleep(1)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped
