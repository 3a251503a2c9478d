"""Where the server keeps its data and its socket, and the lock that gives a home folder to one process."""

import fcntl
import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from core.postgres.errors import AlreadyRunning, PostgresFailed
from core.postgres.runner import Runner, choose_runner

OUTSIDE = (Path("/var/lib/xuefa"), Path("/var/tmp"))  # noqa: S108 (mkdtemp makes the folder in it)
LONGEST_SOCKET_FOLDER = 90
"""A socket's whole path has at most 107 bytes; the server adds ``/.s.PGSQL.5432`` and, while starting, ``.lock``."""


@dataclass(frozen=True, slots=True)
class Place:
    """The server's folder, only for its user: data, log and, where its path is short enough, socket."""

    folder: Path
    runner: Runner

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def socket_folder(self) -> Path:
        inside = self.folder / "socket"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(_runtime_folder(self.runner)) / f"xuefa-{self.runner.uid}-{digest}"

    def prepare_socket_folder(self) -> None:
        """Make it, or check that an existing one is ours alone: whoever owns the folder could pose as the server."""
        folder = self.socket_folder
        if not folder.exists():
            folder.mkdir(mode=0o700)
            self.runner.own(folder)
        status = folder.lstat()
        if (
            not stat.S_ISDIR(status.st_mode)
            or status.st_uid != self.runner.uid
            or stat.S_IMODE(status.st_mode) & 0o077
        ):
            raise PostgresFailed(f"{folder} is not ours alone; remove it and start again")
        for left in folder.glob(".s.PGSQL.*"):  # of a killed server; its number may be another process by now
            left.unlink()


def known_place(home: Path) -> Place | None:
    """Give the place of a home that has been started before."""
    folder = _recorded(home) or home / "postgres"
    return Place(folder, choose_runner(folder)) if folder.exists() else None


def settle(home: Path) -> Place:
    """Give the home's place, made at the first start and remembered.

    It lies in the home, or, started as root in a home that the server's user cannot reach, outside and is recorded.
    """
    place = known_place(home)
    if place:
        if place.folder.stat().st_uid != place.runner.uid:  # killed between making it and handing it over
            place.runner.own(place.folder)
        return place
    runner = choose_runner(home / "postgres")
    if runner.can_enter(home):
        folder = home / "postgres"
        folder.mkdir(mode=0o700)
    else:
        folder = _new_outside()
        (home / "postgres.place").write_text(f"{folder}\n")
    runner.own(folder)
    return Place(folder, runner)


def hold(home: Path) -> int:
    """Take the home for this process; gives the lock's descriptor, whose closing sets it free.

    Raises AlreadyRunning.
    """
    lock = home / "postgres.lock"
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    except PermissionError as error:
        raise PostgresFailed(f"{lock} belongs to another user: start as that user or as root") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 20, 0).decode().strip() or "unknown"
        os.close(descriptor)
        raise AlreadyRunning(f"The server of {home} is already in use by process {holder}") from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def held(home: Path) -> bool:
    """Whether some process holds the home."""
    try:
        descriptor = os.open(home / "postgres.lock", os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _recorded(home: Path) -> Path | None:
    record = home / "postgres.place"
    if not record.exists():
        return None
    folder = Path(record.read_text().strip())
    return folder if folder.is_dir() else None


def _new_outside() -> Path:
    for parent in OUTSIDE:
        try:
            parent.mkdir(mode=0o755, exist_ok=True)
            return Path(tempfile.mkdtemp(prefix="xuefa-pg-", dir=parent))
        except OSError:
            continue
    raise PostgresFailed(f"No folder for the server's data can be made in {OUTSIDE[0]} or {OUTSIDE[1]}")


def _runtime_folder(runner: Runner) -> str:
    own = "" if runner.switch else os.environ.get("XDG_RUNTIME_DIR", "")
    return own if own and len(own) < LONGEST_SOCKET_FOLDER // 2 and os.access(own, os.W_OK) else "/tmp"  # noqa: S108
