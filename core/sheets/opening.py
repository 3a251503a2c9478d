"""What a file sent as a spreadsheet really is, judged by what it holds; what must not be read is refused before it is."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.decisions.values import say
from core.errors import BadInput

ZIP = b"PK"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
UNPACKED = 40 * 1024 * 1024
"""Bytes that a file may become when it is unpacked, unless the domain allows more."""

HAS_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]+)([0-9]+)"[^>]*?>\s*<(?:\w+:)?f[\s>/]')
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]+)"')
HIDDEN = re.compile(rb"""<(?:\w+:)?sheet\s[^>]*?state=["'](?:hidden|veryHidden)["']""")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
NO_SHEET = say("The file is no spreadsheet that can be read, or it is damaged.")


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in a workbook that its values do not show."""

    formulas: Mapping[int, str] = field(default_factory=dict)
    """The first cell of each row that holds a formula."""
    merged: tuple[str, ...] = ()
    """Merged cells, as C3:D4."""
    hides: bool = False
    """Whether a sheet is hidden."""


def opened(content: bytes, unpacked: int = UNPACKED) -> Marks:
    """Return what a workbook holds besides values; BadInput for one that cannot be read or must not be."""
    if content.startswith(OLE):
        locked = ENCRYPTED in content
        raise BadInput(
            say("The file is protected by a password; save it without one.")
            if locked
            else say("The file is in the old .xls format; save it as .xlsx.")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive, unpacked)
            return _marks(archive)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise BadInput(NO_SHEET) from error


def _check(archive: zipfile.ZipFile, unpacked: int) -> None:
    """Every part is unpacked once: what says it is small and is not fails its checksum here and is read by nobody."""
    if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
        raise BadInput(say("The file carries macros; save it as .xlsx without them."))
    if sum(info.file_size for info in archive.infolist()) > unpacked:
        raise BadInput(say("The file is far larger unpacked than it looks; it is not read."))
    if archive.testzip() is not None:
        raise BadInput(NO_SHEET)


def _marks(archive: zipfile.ZipFile) -> Marks:
    sheets = sorted(name for name in archive.namelist() if SHEET.fullmatch(name))
    if not sheets:
        raise BadInput(NO_SHEET)
    texts = [archive.read(name) for name in sheets]
    formulas: dict[int, str] = {}
    for text in filter(HAS_FORMULA.search, texts):
        for found in FORMULA.finditer(text):
            formulas.setdefault(int(found[2]), (found[1] + found[2]).decode())
    merged = tuple(found.decode() for text in texts for found in MERGED.findall(text))
    book = archive.read("xl/workbook.xml") if "xl/workbook.xml" in archive.namelist() else b""
    return Marks(formulas, merged, HIDDEN.search(book) is not None)
