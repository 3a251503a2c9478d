"""What a killed process may have left: a server that still runs, or the note of one that does not."""

import os
import signal
import time
from pathlib import Path

from core.postgres.errors import PostgresFailed

PROC = Path("/proc")
PATIENCE = 10.0


def clear_leftovers(data: Path) -> None:
    """Stop a server that outlived its parent and remove a note that names a stranger's process.

    The caller holds the home's lock, so whatever still runs here has lost its parent. Raises PostgresFailed.
    """
    note = data / "postmaster.pid"
    if not note.exists() or not PROC.is_dir():
        return  # without /proc the server's own check of its note has to do
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        running = _processes_in(data)
        if not running:
            break
        _signal(_noted(note) if _noted(note) in running else running[0], number)
        _wait_until_empty(data)
    if _processes_in(data):
        raise PostgresFailed(f"A server left behind in {data} does not stop: processes {_processes_in(data)}")
    note.unlink(missing_ok=True)


def _noted(note: Path) -> int:
    try:
        return int(note.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return 0


def _processes_in(data: Path) -> list[int]:
    """The server and its children work in the data folder; nothing else does."""
    there = os.path.realpath(data)
    return sorted(int(each.name) for each in PROC.iterdir() if each.name.isdigit() and _cwd(each) == there)


def _cwd(process: Path) -> str:
    try:
        return str((process / "cwd").readlink())
    except OSError:
        return ""


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _wait_until_empty(data: Path) -> None:
    end = time.monotonic() + PATIENCE
    while _processes_in(data) and time.monotonic() < end:
        time.sleep(0.05)
