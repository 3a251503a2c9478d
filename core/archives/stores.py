"""What a tenant keeps outside the database: the content of its files, and its signing keys."""

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO
from uuid import UUID

from core.files.models import key_of
from core.files.shelf import Shelf, shelf_for
from core.files.storage import PRIVATE
from core.settings import Settings

KEYS = "keys/"
FILES = "files/"


@dataclass(frozen=True, slots=True)
class Stores:
    """The folder of signing keys and the storage of files."""

    keys: Path
    shelf: Shelf

    @classmethod
    def of(cls, settings: Settings) -> "Stores":
        """Return the stores that the settings choose."""
        return cls(settings.home / "keys", shelf_for(settings))

    def parts(self, tenant: str, files: Iterable[tuple[UUID, int]]) -> Iterator[tuple[str, BinaryIO]]:
        """Open each key and the content of each of these files (id and size in bytes), with its name in an archive."""
        for key in self._keys(tenant):
            with key.open("rb") as content:
                yield f"{KEYS}{key.name}", content
        for file, size in files:
            with closing(self.shelf.storage.open(key_of(tenant, file), 0, size)) as stretch:
                yield f"{FILES}{file}", stretch

    def put(self, tenant: str, name: str, content: IO[bytes]) -> None:
        """Put a part of an archive where it belongs."""
        if name.startswith(KEYS):
            folder = self.keys / tenant
            folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            _write(folder / Path(name).name, content)
        else:
            drafts = self.shelf.drafts
            drafts.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            draft = drafts / secrets.token_hex(8)
            _write(draft, content)
            self.shelf.storage.put(key_of(tenant, UUID(name.removeprefix(FILES))), draft)

    def occupied(self, tenant: str) -> bool:
        """Tell whether anything of the tenant lies here."""
        return any(self._keys(tenant)) or any(True for _ in self.shelf.storage.lying(tenant))

    def forget(self, tenant: str) -> tuple[int, int]:
        """Remove everything of a tenant; returns how many keys and how many contents there were."""
        keys, contents = len(self._keys(tenant)), list(self.shelf.storage.lying(tenant))
        for lying in contents:
            self.shelf.storage.delete(lying.key)
        shutil.rmtree(self.keys / tenant, ignore_errors=True)
        return keys, len(contents)

    def _keys(self, tenant: str) -> list[Path]:
        return sorted((self.keys / tenant).glob("*.pem"))


def _write(target: Path, content: IO[bytes]) -> None:
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        shutil.copyfileobj(content, file, 1 << 20)
