"""Restoring the platform into an empty home, as it stood at a moment: the copy, and the log from there on."""

import shutil
from datetime import datetime
from pathlib import Path

from core.backups.shelf import PLATFORM, Backup, BackupShelf
from core.decisions.values import say
from core.errors import Refused
from core.postgres import place as places
from core.postgres.cluster import Cluster

OURS = {"postgresql.conf": "", "pg_hba.conf": "local all all trust\n", "pg_ident.conf": ""}
"""In place of the copied server's own: they may name paths of another machine. It listens on a private socket alone."""
WITHIN = 6 * 3600.0
"""Seconds that reading the log again may take."""


def restore_platform(shelf: BackupShelf, backup: Backup, home: Path, until: datetime | None) -> None:
    """Lay a backup into an empty home and read the log up to ``until``, or to its end where it was archived.

    Raises Refused, and PostgresFailed for a moment that the log does not reach.
    """
    _refuse(backup, home, until)
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    place = places.settle(home)
    try:
        _lay_home(shelf, backup, home)
        _recover(shelf, backup, home, place, until)
    except BaseException:
        shutil.rmtree(place.folder, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)
        raise


def _recover(
    shelf: BackupShelf, backup: Backup, home: Path, place: places.Place, until: datetime | None
) -> None:
    shutil.copytree(shelf.path(backup.name) / "base", place.data, symlinks=True)
    place.data.chmod(0o700)
    _ask_recovery(place.data, shelf, until)
    place.runner.own(place.folder)
    with Cluster.start(home, within=WITHIN):
        pass  # it is ready once the log is read and it is a server of its own


def _refuse(backup: Backup, home: Path, until: datetime | None) -> None:
    if backup.kind != PLATFORM:
        raise Refused(
            say("{name} is the archive of one tenant: xuefa tenants import reads it.", name=backup.name)
        )
    if home.exists() and any(home.iterdir()):
        raise Refused(say("{home} is not empty; nothing was restored.", home=str(home)))
    if until is not None and until <= datetime.fromisoformat(backup.at):
        raise Refused(say("{name} was taken later than that; choose an earlier backup.", name=backup.name))


def _lay_home(shelf: BackupShelf, backup: Backup, home: Path) -> None:
    """Keys and secret are the backup's; content never changes under its key, so files come from every backup there is."""
    for each in shelf.all():
        files = shelf.path(each.name) / "home" / "files"
        if files.is_dir():
            shutil.copytree(files, home / "files", dirs_exist_ok=True)
    own = shelf.path(backup.name) / "home"
    if (own / "keys").is_dir():
        shutil.copytree(own / "keys", home / "keys")
    if (own / "secret_key").is_file():
        shutil.copy2(own / "secret_key", home / "secret_key")


def _ask_recovery(data: Path, shelf: BackupShelf, until: datetime | None) -> None:
    lines = [
        "archive_mode = off",
        "hot_standby = off",  # it answers when the log is read, not while
        f"""restore_command = 'cp "{shelf.wal.absolute()}/%f" "%p"'""",
        "recovery_target_timeline = 'current'",
        "recovery_target_action = 'promote'",
    ]
    if until is not None:
        lines.append(f"recovery_target_time = '{until.isoformat()}'")
    for name, text in OURS.items():
        (data / name).write_text(text, encoding="utf-8")
    (data / "postgresql.auto.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (data / "recovery.signal").touch()
