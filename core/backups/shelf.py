"""The folder of backups: each with a record beside it that says what it holds, from when, and until when it is kept."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from core.decisions.values import say
from core.errors import Refused
from core.postgres.binaries import find_binaries
from core.web.gauges import Gauge

RECORD = ".backup.json"
PLATFORM = "platform"
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One backup: of the platform or of one tenant; ``tenants`` are those whose rows it holds."""

    name: str
    kind: str
    at: str
    until: str
    tenants: tuple[str, ...]
    size: int
    first_wal: str = ""
    """The first file of the log that a backup of the platform needs."""

    def expired(self, now: datetime) -> bool:
        """Tell whether it is kept no longer."""
        return datetime.fromisoformat(self.until) <= now


@dataclass(frozen=True, slots=True)
class BackupShelf:
    """The folder with everything in it: backups, their records, and the archived log."""

    folder: Path
    days: int

    @property
    def wal(self) -> Path:
        """Where PostgreSQL archives its log."""
        return self.folder / "wal"

    def path(self, name: str) -> Path:
        """Return where a backup lies."""
        return self.folder / name

    def all(self) -> list[Backup]:
        """Return the backups that are whole, the newest first; one that was cut short has no record."""
        found = [_read(path) for path in self.folder.glob(f"*{RECORD}")]
        return sorted(found, key=lambda each: each.at, reverse=True)

    def find(self, name: str) -> Backup:
        """Return a backup by its name; raises Refused."""
        for each in self.all():
            if each.name == name:
                return each
        raise Refused(say("There is no whole backup {name} in {folder}.", name=name, folder=str(self.folder)))

    def holding(self, tenant: str) -> list[Backup]:
        """Return the backups that hold a tenant's rows."""
        return [each for each in self.all() if tenant in each.tenants]

    def until(self, at: datetime) -> str:
        """Return until when a backup of this moment is kept."""
        return (at + timedelta(days=self.days)).isoformat()

    def keep(self, backup: Backup) -> None:
        """Write the record: from now on the backup counts."""
        text = json.dumps(asdict(backup), ensure_ascii=False, indent=1)
        draft = self.folder / f".{backup.name}.draft"
        draft.write_text(text, encoding="utf-8")
        draft.rename(self.folder / f"{backup.name}{RECORD}")

    def expire(self, now: datetime) -> list[Backup]:
        """Remove what is kept no longer, and the log that nothing needs; the newest of each kind and tenant stays."""
        newest = {
            (each.kind, each.tenants if each.kind != PLATFORM else ()): each for each in reversed(self.all())
        }
        gone = [each for each in self.all() if each.expired(now) and each not in newest.values()]
        for each in gone:
            self._remove(each)
        self._cut_log(self.all())
        return gone

    def _remove(self, backup: Backup) -> None:
        (self.folder / f"{backup.name}{RECORD}").unlink()
        path = self.path(backup.name)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def _cut_log(self, left: Sequence[Backup]) -> None:
        needed = sorted(each.first_wal for each in left if each.first_wal)
        if needed and self.wal.is_dir():
            program = find_binaries().folder / "pg_archivecleanup"
            subprocess.run([program, self.wal, needed[0]], check=True, capture_output=True)


def _read(path: Path) -> Backup:
    found = json.loads(path.read_text(encoding="utf-8"))
    return Backup(**{**found, "tenants": tuple(found["tenants"])})


def last_backups(shelf: BackupShelf) -> Gauge:
    """Say for monitoring when the platform and each tenant were backed up last, in seconds since 1970."""
    last = {
        (each.kind, each.tenants[0] if each.kind != PLATFORM else ""): datetime.fromisoformat(
            each.at
        ).timestamp()
        for each in reversed(shelf.all())
    }
    rows = tuple(sorted(last.items()))
    return Gauge("xuefa_backup_seconds", "When the last backup was taken.", ("kind", "tenant"), rows)
