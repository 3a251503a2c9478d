"""Where content lies: what every storage does, and the one that is a local folder."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from core.decisions.values import say
from core.errors import NotFound

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

PRIVATE = 0o700
NO_CONTENT = say("The content of this file is not there.")


@dataclass(frozen=True, slots=True)
class Lying:
    """A content that lies in a storage, and since when."""

    key: str
    since: datetime


class Storage(Protocol):
    """Content by key. Keys are ours ("tenant/ab/abcd…"), never what somebody has typed."""

    def put(self, key: str, draft: Path) -> None:
        """Take over a finished local file under a key, wholly or not at all; the draft is gone afterwards."""
        ...

    def open(self, key: str, start: int, length: int) -> BinaryIO:
        """Open a stretch of a content to read to its end, to be closed by the caller; raises NotFound."""
        ...

    def delete(self, key: str) -> None:
        """Take a content away; one that is not there is no fault."""
        ...

    def exists(self, key: str) -> bool:
        """Tell whether there is a content under the key."""
        ...

    def lying(self, tenant: str) -> Iterator[Lying]:
        """Give every content of a tenant."""
        ...

    def tidy(self, tenant: str, until: datetime) -> int:
        """Take away what cut-off puts of a tenant before an instant have left; returns how much."""
        ...


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """A folder of this machine, or one that several machines mount; readable by its owner alone."""

    root: Path

    def put(self, key: str, draft: Path) -> None:
        """Rename the draft, which lies on the same file system, and write both folder and content to the disk."""
        path = self.root / key
        for folder in (path.parent.parent, path.parent):
            folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        _write_down(draft)
        draft.replace(path)
        _write_down(path.parent)

    def open(self, key: str, start: int, length: int) -> BinaryIO:
        """Open the content where the stretch begins."""
        try:
            file = (self.root / key).open("rb")
        except FileNotFoundError as error:
            raise NotFound(NO_CONTENT) from error
        file.seek(start)
        return BufferedReader(Stretch(file, length))

    def delete(self, key: str) -> None:
        """Unlink the content."""
        (self.root / key).unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        """Look for the content."""
        return (self.root / key).is_file()

    def lying(self, tenant: str) -> Iterator[Lying]:
        """Walk the tenant's folder."""
        for path in sorted((self.root / tenant).glob("*/*")):
            with suppress(FileNotFoundError):  # taken away while we walk
                since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                yield Lying(path.relative_to(self.root).as_posix(), since)

    def tidy(self, tenant: str, until: datetime) -> int:  # noqa: ARG002 (as the contract says)
        """Do nothing: a draft becomes content by being renamed."""
        return 0


class Stretch(RawIOBase):
    """A file that ends after so many bytes."""

    def __init__(self, file: BinaryIO, left: int) -> None:
        self._file = file
        self._left = left

    def readable(self) -> bool:
        """It is only read."""
        return True

    def readinto(self, buffer: "Buffer", /) -> int:
        """Read what fits, up to the end of the stretch."""
        piece = self._file.read(min(memoryview(buffer).nbytes, self._left))
        memoryview(buffer)[: len(piece)] = piece
        self._left -= len(piece)
        return len(piece)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def _write_down(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
