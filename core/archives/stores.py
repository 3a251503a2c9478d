"""What a tenant keeps outside the database: its signing keys."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

KEYS = "keys/"


def kept_keys(home: Path, tenant: str) -> Iterator[tuple[str, Path]]:
    """Yield each signing key of a tenant with its name in the archive."""
    for file in sorted(_folder(home, tenant).glob("*.pem")):
        yield f"{KEYS}{file.name}", file


def put_key(home: Path, tenant: str, name: str, content: bytes) -> None:
    """Put a signing key back where it was; its owner alone can read it."""
    folder = _folder(home, tenant)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / Path(name).name
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


def forget_keys(home: Path, tenant: str) -> int:
    """Remove a tenant's signing keys and return how many there were."""
    folder, count = _folder(home, tenant), sum(1 for _ in kept_keys(home, tenant))
    shutil.rmtree(folder, ignore_errors=True)
    return count


def _folder(home: Path, tenant: str) -> Path:
    return home / "keys" / tenant
