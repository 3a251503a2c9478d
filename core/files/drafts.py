"""An upload on its way in: written to a draft piece by piece, counted and digested, and gone when anything goes wrong."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from core.decisions.values import Text, say
from core.files.families import BadFile, Found
from core.files.looking import look
from core.files.purposes import MB, Purpose

PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A checked content on the disk."""

    path: Path
    found: Found
    size: int
    sha256: bytes


@contextmanager
def received(stream: IO[bytes], folder: Path, purpose: Purpose) -> Iterator[Draft]:
    """Write a stream down and look at it; the block may take the draft's file away. Raises BadFile.

    Never more than a piece of it is in memory. What the block leaves is deleted.
    """
    path = folder / secrets.token_hex(16)
    try:
        sent = _write(stream, path, purpose.largest)
        found = look(path, purpose.most, purpose.longest_side)
        size = path.stat().st_size
        if max(sent, size) > purpose.limit(
            found.family
        ):  # a picture is drawn anew, and smaller than it was sent
            raise BadFile(too_large(purpose.limit(found.family)))
        yield Draft(path=path, found=found, size=size, sha256=_digest(path))
    finally:
        path.unlink(missing_ok=True)


def too_large(limit: int) -> Text:
    """Return the sentence that refuses a file beyond its limit."""
    return say("The file is too large: at most {most} MB are accepted.", most=limit // MB)


def _write(stream: IO[bytes], path: Path, most: int) -> int:
    left = most
    with path.open("xb") as draft:
        path.chmod(0o600)
        while piece := stream.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise BadFile(too_large(most))
            draft.write(piece)
    return most - left


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
