"""The running demo: a process of its own with a folder and a port of its own, and what its ``demo.json`` tells."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
PEOPLE = "14"
"""The fewest learners with which every place has all its journeys."""
UP_WITHIN = 180
"""Seconds; loading the data is most of it."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in; ``second_fact`` is what the first sign-in asks."""

    account: str
    password: str
    second_fact: str = ""


@dataclass(frozen=True, slots=True)
class Demo:
    """The sites of a running demo by their label, with everybody who can sign in."""

    port: int
    sites: dict[str, dict]
    home: Path = ROOT

    def address(self, label: str = "") -> str:
        return f"http://{label}.localhost:{self.port}" if label else f"http://localhost:{self.port}"

    def learner(self, label: str, about: str) -> Account:
        """Return the learner whose line in the demo's table says this."""
        return self._find(label, "learner", about)

    def administrator(self, label: str, about: str) -> Account:
        return self._find(label, "unit_administrator", about)

    def office(self, label: str) -> Account:
        return self._find(label, "provincial_office", "")

    def editor(self, label: str, about: str) -> Account:
        """Return the content editor whose line says this."""
        return self._find(label, "content_editor", about)

    def statement(self) -> Path:
        """Return the bank's statement that the demo has written for trying."""
        return next((self.home / "samples").glob("*.csv"))

    def finance(self, label: str) -> Account:
        return self._find(label, "finance", "")

    def operator(self) -> Account:
        return self._find("operator", "operator", "")

    def _find(self, label: str, role: str, about: str) -> Account:
        people = self.sites[label]["accounts"]
        one = next(one for one in people if one["role"] == role and about in one["about"])
        return Account(one["account"], one["password"], one.get("second_fact", ""))


@contextmanager
def running_demo(*provinces: str, settings: Mapping[str, str] | None = None) -> Iterator[Demo]:
    """Run ``xuefa demo`` as a person would, with more settings in its environment, and stop it as Ctrl-C does.

    With the data of these provinces alone, if any are named.
    """
    home = Path(tempfile.mkdtemp(prefix="xuefa-browser-"))
    home.chmod(0o755)
    port, log = _free_port(), home / "demo.log"
    environment = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    environment |= {"XUEFA_HOME": str(home), "PORT": str(port), "XUEFA_DEMO_PEOPLE": PEOPLE}
    environment |= {"XUEFA_DEMO_PROVINCES": " ".join(provinces)}
    environment |= settings or {}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "core.cli", "demo"], cwd=ROOT, env=environment, stdout=out, stderr=out
        )
    try:
        _wait_until_up(process, port, log)
        sheets = json.loads((home / "demo.json").read_text(encoding="utf-8"))["tenants"]
        yield Demo(port, {sheet["label"]: sheet for sheet in sheets}, home)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        shutil.rmtree(home, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_up(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + UP_WITHIN
    while time.monotonic() < until:
        assert process.poll() is None, f"the demo ended:\n{log.read_text(encoding='utf-8')}"
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the demo is not up after {UP_WITHIN} s:\n{log.read_text(encoding='utf-8')}")
