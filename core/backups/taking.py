"""Taking a backup of the platform while it serves: PostgreSQL's data as one, then keys, secret and files."""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from core.backups.shelf import PLATFORM, STAMP, Backup, BackupShelf
from core.decisions.values import say
from core.errors import Refused
from core.postgres.binaries import find_binaries

KEPT = ("keys", "files")
"""Folders of the home that belong to the database's rows."""
SECRET = "secret_key"  # noqa: S105 (the file's name)
FIRST = re.compile(r"START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)")
PRIVATE = 0o700


def archive_log(url: str, shelf: BackupShelf, owner: int) -> None:
    """Let PostgreSQL archive its log into the folder from its next start on; ``owner`` is the server's user, -1 where it is not ours."""
    shelf.wal.mkdir(parents=True, exist_ok=True)
    if owner >= 0:
        shutil.chown(shelf.wal, owner)
    target = shelf.wal.absolute()
    command = f'test ! -f "{target}/%f" && cp "%p" "{target}/%f.part" && mv "{target}/%f.part" "{target}/%f"'
    settings = {"archive_mode": "on", "archive_command": command, "archive_timeout": "60s"}
    with psycopg.connect(url, autocommit=True) as connection:
        for name, value in settings.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {_quoted(value)}")


def take_platform(url: str, home: Path, shelf: BackupShelf) -> Backup:
    """Copy the server of this address and what lies beside it; ``url``'s role may replicate. Raises Refused."""
    name = f"{PLATFORM}-{_clock(url):{STAMP}}"
    target = shelf.path(name)
    target.mkdir(mode=PRIVATE, parents=True)
    _copy_server(url, target / "base")
    at = _clock(url)  # no moment before the copy was whole can be restored from it
    _copy_home(home, target / "home")
    made = Backup(
        name=name,
        kind=PLATFORM,
        at=at.isoformat(),
        until=shelf.until(at),
        tenants=_tenants(url),
        size=size_of(target),
        first_wal=_first_wal(target / "base"),
    )
    shelf.keep(made)
    return made


def _copy_home(home: Path, target: Path) -> None:
    target.mkdir(mode=PRIVATE)
    for folder in KEPT:
        if (home / folder).is_dir():
            shutil.copytree(home / folder, target / folder)
    if (home / SECRET).is_file():
        shutil.copy2(home / SECRET, target / SECRET)


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of everything below a folder."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files)


def _copy_server(url: str, target: Path) -> None:
    with psycopg.connect(url) as connection:
        major = connection.info.server_version // 10000
    program = find_binaries(major).folder / "pg_basebackup"
    command: list[str | Path] = [
        program,
        "-d",
        url,
        "-D",
        target,
        "-X",
        "stream",
        "-c",
        "fast",
        "--no-password",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["?"])[-1]
        shutil.rmtree(target.parent)
        raise Refused(say("The database could not be copied: {why}", why=why))


def _tenants(url: str) -> tuple[str, ...]:
    with psycopg.connect(url) as connection:
        return tuple(name for (name,) in connection.execute("SELECT id FROM tenants ORDER BY id"))


def _first_wal(base: Path) -> str:
    found = FIRST.search((base / "backup_label").read_text())
    return found[1] if found else ""


def _clock(url: str) -> datetime:
    with psycopg.connect(url) as connection:
        return clock_of(connection)


def clock_of(connection: psycopg.Connection[Any]) -> datetime:
    """Return the database's clock, in universal time: the names and moments of backups go by it."""
    (moment,) = connection.execute("SELECT clock_timestamp()").fetchone() or (None,)
    if not isinstance(moment, datetime):
        raise TypeError("the database gave no moment")
    return moment.astimezone(UTC)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
