"""Looks into what is read or counted: PDF, spreadsheets and documents of offices, tables as text."""

import codecs
import zipfile
from typing import Any, BinaryIO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.sax import parse

from core.decisions.values import say
from core.files.families import BadFile, Family, Found

TAIL = 2048
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 5000
PIECE = 256 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument"
INCOMPLETE_PDF = say("The PDF is not complete: its file ends too early. Please upload the whole file.")
BROKEN = say("This file cannot be opened. Please save it once more and upload it again.")
MACROS = say("The file holds macros. Please save it without them, as .xlsx or .docx.")
TOO_LARGE = say("The file unpacks to more than is accepted.")
LOCKED = say(
    "The file is protected by a password or in an old format. Please save it as .xlsx or .docx without one."
)
STRANGE = say("This is neither a spreadsheet (.xlsx) nor a document (.docx).")
PAGE = say(
    "Web pages and SVG drawings are not accepted, because they can carry programs. Please send a PDF or a PNG."
)
PAGES = ("html", "svg")
"""Elements that browsers would show as a page."""
NOT_TEXT = say("This is not a table in text form. Please save it as CSV in UTF-8.")


def look_pdf(file: BinaryIO, size: int) -> Found:
    """Return that a file is PDF; raises BadFile when its end is missing."""
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise BadFile(INCOMPLETE_PDF)
    return Found(family=Family.PDF, media_type="application/pdf", ending="pdf")


def look_office(file: BinaryIO, _size: int) -> Found:
    """Return which office file a ZIP is; raises BadFile for macros, bombs, locks and every other ZIP."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadFile(BROKEN) from error
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadFile(TOO_LARGE)
    if any(part.flag_bits & 1 for part in parts):
        raise BadFile(LOCKED)
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise BadFile(MACROS)
    return _office(names)


def is_xml(head: bytes) -> bool:
    """Tell whether a content begins as XML does that says so itself."""
    return head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<?xml")


def look_xml(file: BinaryIO, _size: int) -> Found:
    """Return that a content is well-formed XML, no page and without entities of its own; raises BadFile. It is only ever saved, never shown."""
    file.seek(0)
    try:
        parse(file, _NoPage(), forbid_dtd=True)
    except (SAXException, DefusedXmlException, ValueError, OSError) as error:
        raise BadFile(BROKEN) from error
    return Found(family=Family.XML, media_type="application/xml", ending="xml")


class _NoPage(ContentHandler):
    """Refuses elements that browsers would show, wherever they stand."""

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: ARG002, N802 (the parser calls it)
        if name.rpartition(":")[2].lower() in PAGES:
            raise BadFile(PAGE)


def look_table(file: BinaryIO, _size: int) -> Found:
    """Return that a file is text that may be a table; raises BadFile for everything else."""
    if not any(_reads(file, encoding) for encoding in ("utf-8", "gb18030")):
        raise BadFile(NOT_TEXT)
    return Found(family=Family.TABLE, media_type="text/csv", ending="csv")


def _office(names: set[str]) -> Found:
    if "[Content_Types].xml" in names:
        if "xl/workbook.xml" in names:
            return Found(family=Family.SHEET, media_type=f"{OFFICE}.spreadsheetml.sheet", ending="xlsx")
        if "word/document.xml" in names:
            return Found(
                family=Family.DOCUMENT, media_type=f"{OFFICE}.wordprocessingml.document", ending="docx"
            )
    if "OFD.xml" in names:
        return Found(family=Family.OFD, media_type="application/ofd", ending="ofd")
    raise BadFile(STRANGE)


def _reads(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(PIECE):
            if b"\0" in piece:
                return False
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
