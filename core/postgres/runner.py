"""As whom the server runs: as we do, or, since PostgreSQL refuses root, as an unprivileged user."""

import os
import pwd
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.postgres import launch
from core.postgres.errors import PostgresFailed

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Runner:
    """The OS user of the server; ``switch`` says whether processes must change to it."""

    uid: int
    gid: int
    switch: bool

    def can_run(self, program: Path) -> bool:
        """Whether this user reaches and may execute the program."""
        try:
            done = self.run([program, "--version"])
        except OSError:
            return False
        return done.returncode == 0

    def can_enter(self, folder: Path) -> bool:
        """Whether this user reaches the folder through all its parents."""
        return self.run(["/bin/sh", "-c", 'cd "$0"', folder]).returncode == 0

    def own(self, path: Path) -> None:
        """Hand the path and everything below to this user."""
        if self.switch:
            for each in (path, *path.rglob("*")):
                os.chown(each, self.uid, self.gid, follow_symlinks=False)

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run a program of the server to its end; gives its output."""
        return subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            cwd="/",
            env=environment(),
            **self._identity(),
        )

    def spawn(self, command: Sequence[str | Path], log: Path) -> subprocess.Popen[bytes]:
        """Start the server: its own session, so that Ctrl-C is ours; stopped fast when this process dies."""
        who = [str(self.uid), str(self.gid)] if self.switch else ["-", "-"]
        with log.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-I", "-S", launch.__file__, str(os.getpid()), *who, *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=environment(),
                start_new_session=True,
            )

    def _identity(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}


def choose_runner(data: Path) -> Runner:
    """Give the user that runs the server: ourselves, or as root the owner of existing data or a system user.

    Raises PostgresFailed where the data belong to another user.
    """
    owner = data.stat() if data.exists() else None
    if os.geteuid() != 0:
        if owner and owner.st_uid != os.geteuid():
            raise PostgresFailed(f"{data} belongs to {_name(owner.st_uid)}: start as that user or as root")
        return Runner(os.geteuid(), os.getegid(), switch=False)
    if owner and owner.st_uid != 0:
        return Runner(owner.st_uid, owner.st_gid, switch=True)
    return _system_user()


def environment() -> dict[str, str]:
    """The server's environment: no variable of ours may change what it does."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _system_user() -> Runner:
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Runner(entry.pw_uid, entry.pw_gid, switch=True)
    raise PostgresFailed(
        "PostgreSQL does not run as root and there is no user postgres or nobody to run it as"
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
