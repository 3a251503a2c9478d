"""Making the data folder, starting the server in it, waiting until it answers, stopping it."""

import shutil
import signal
import subprocess
import time
from pathlib import Path

from core.postgres.binaries import Binaries, find_binaries
from core.postgres.errors import PostgresFailed
from core.postgres.place import Place

SUPERUSER = "postgres"
STARTING = 60.0
STOPPING = 15.0
MOST_LOG = 10_000_000
BUILTIN_LOCALES_SINCE = 17

ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "max_wal_size": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def programs_for(place: Place) -> Binaries:
    """Give programs that made the data, copied beside it where the server's user cannot reach the originals."""
    version = place.data / "PG_VERSION"
    found = find_binaries(int(version.read_text()) if version.exists() else None)
    if place.runner.can_run(found.postgres):
        return found
    if not found.shipped:
        raise PostgresFailed(f"{found.postgres} cannot be run by the server's user")
    copy = found.copied_to(place.folder)
    if copy.folder.stat().st_uid != place.runner.uid:
        place.runner.own(place.folder)
    return copy


def make_data(place: Place, programs: Binaries, *, durable: bool) -> None:
    """Make the data folder where there is none; a half-made one is never taken for whole."""
    if place.data.exists():
        return
    draft = place.folder / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    command: list[str | Path] = [programs.initdb, "-D", draft, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"]
    command += _locale(programs.major)
    if not durable:
        command.append("--no-sync")
    done = place.runner.run(command)
    if done.returncode != 0:
        raise PostgresFailed(f"initdb failed: {_last_line(done.stderr)}")
    draft.rename(place.data)


def spawn(
    place: Place, programs: Binaries, *, durable: bool, within: float = STARTING
) -> subprocess.Popen[bytes]:
    """Start the server and wait until it accepts connections. Raises PostgresFailed."""
    if place.log.exists() and place.log.stat().st_size > MOST_LOG:
        place.log.unlink()
    settings = ALWAYS if durable else ALWAYS | FAST
    flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command: list[str | Path] = [programs.postgres, "-D", place.data, "-k", place.socket_folder, *flags]
    process = place.runner.spawn(command, place.log)
    try:
        _wait_until_ready(process, place, within)
    except BaseException:
        stop(process)
        raise
    return process


def stop(process: subprocess.Popen[bytes]) -> None:
    """Shut the server down fast: open transactions roll back, what was committed stays."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            continue


def _locale(major: int) -> list[str]:
    if major >= BUILTIN_LOCALES_SINCE:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C"]


def _wait_until_ready(process: subprocess.Popen[bytes], place: Place, within: float) -> None:
    end = time.monotonic() + within
    while not _says_ready(place.data / "postmaster.pid", process.pid):
        if process.poll() is not None:
            raise PostgresFailed(
                f"The server did not start: {_last_line(_tail(place.log))} (see {place.log})"
            )
        if time.monotonic() > end:
            raise PostgresFailed(f"The server was not ready after {within:.0f} s (see {place.log})")
        time.sleep(0.02)


def _says_ready(note: Path, pid: int) -> bool:
    try:
        lines = note.read_text().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"  # noqa: PLR2004 (the eighth line)


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:] if log.exists() else ""


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    grave = [line for line in lines if "FATAL" in line or "error:" in line]
    return (grave or lines or ["no reason given"])[-1].strip()
