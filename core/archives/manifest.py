"""What an archive says of itself: whose it is, of which platform version, and a digest of every part.

The manifest is the archive's last part, so a file that was cut off has none.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self
from zipfile import BadZipFile, ZipFile

from core.decisions.values import say
from core.errors import BadInput

FORMAT = 1
MANIFEST = "manifest.json"
NOT_ONE = say("This file is not an archive of a tenant, or it was cut off: nothing has been read from it.")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the archive: its SHA-256, and for a table how many rows it holds."""

    sha256: str
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Whose archive this is, when it was written, on which revision of the tables, and its parts by name."""

    tenant: str
    mode: str
    written: str
    revision: str
    parts: Mapping[str, Part]
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(part.rows for part in self.parts.values())

    def as_text(self) -> str:
        """Return the manifest as it stands in the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)

    @classmethod
    def of(cls, archive: ZipFile) -> Self:
        """Read an archive's manifest; raises BadInput for a file without one, or with one of a newer format."""
        try:
            raw: dict[str, Any] = json.loads(archive.read(MANIFEST))
            parts = {name: Part(**part) for name, part in raw.pop("parts").items()}
            read = cls(parts=parts, **raw)
        except (KeyError, ValueError, TypeError, BadZipFile) as error:
            raise BadInput(NOT_ONE) from error
        if read.format > FORMAT:
            raise BadInput(
                say(
                    "The archive has format {theirs}, this platform reads up to {ours}. Please upgrade it first.",
                    theirs=read.format,
                    ours=FORMAT,
                )
            )
        return read
