"""What stands in an issued invoice: the text of a PDF, of the XML inside an OFD, of an XML file; nothing in it is run or fetched."""

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import pypdfium2
from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from core.decisions.values import say
from core.errors import BadInput

MOST_PAGES = 20
MOST_UNPACKED = 50 * 1024 * 1024
MOST_PARTS = 500
CODE = re.compile(r"(?:发票号码|InvoiceNumber|EIid|InvoiceNo)[^0-9A-Za-z]{0,12}(\d{20}|\d{8})(?!\d)")
SUM = re.compile(r"(?<![\d.])\d[\d,]*\.\d{2}(?!\d)")
UNREADABLE = say("This file cannot be read as a PDF, an OFD or an XML invoice.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The text of an invoice, plain signs only, all space taken out of it."""

    text: str

    @property
    def code(self) -> str:
        """The invoice's number, "" where none stands there."""
        found = CODE.search(self.text)
        return found[1] if found else ""

    @property
    def sums(self) -> frozenset[int]:
        """Every sum that stands in it, in fen."""
        return frozenset(int(Decimal(one.replace(",", "")) * 100) for one in SUM.findall(self.text))

    def says(self, word: str) -> bool:
        """Tell whether a word stands in it by itself, not as a part of a longer one."""
        plain = re.escape(_plain(word))
        return bool(word) and re.search(rf"(?<![0-9A-Z]){plain}(?![0-9A-Z])", self.text.upper()) is not None


def read_invoice(content: bytes) -> Read:
    """Return what stands in an invoice; raises BadInput for what is none of the three forms."""
    if content.startswith(b"%PDF-"):
        parts = _pdf(content)
    elif content.startswith(b"PK\x03\x04"):
        parts = _ofd(content)
    else:
        parts = _xml(content)
    return Read(text=_plain("\n".join(parts)))


def _plain(text: str) -> str:
    """Full-width signs as plain ones; lines stay apart, so that no two figures grow together."""
    return re.sub(r"[ \t\u3000]+", "", unicodedata.normalize("NFKC", text))


def _pdf(content: bytes) -> list[str]:
    try:
        with pypdfium2.PdfDocument(content) as document:
            return [_page(document, number) for number in range(min(len(document), MOST_PAGES))]
    except pypdfium2.PdfiumError as fault:
        raise BadInput(UNREADABLE) from fault


def _page(document: Any, number: int) -> str:
    page = document[number]
    text = page.get_textpage()
    try:
        return str(text.get_text_bounded())
    finally:
        text.close()
        page.close()


def _ofd(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
                raise BadInput(UNREADABLE)
            names = [one.filename for one in parts if one.filename.lower().endswith(".xml")]
            return [line for name in names for line in _xml(packed.read(name))]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as fault:
        raise BadInput(UNREADABLE) from fault


def _xml(content: bytes) -> list[str]:
    lines = _Lines()
    try:
        parseString(content, lines, forbid_dtd=True)
    except (DefusedXmlException, SAXException, ValueError, OSError) as fault:
        raise BadInput(UNREADABLE) from fault
    return list(lines.said())


class _Lines(ContentHandler):
    """Gathers what stands in the elements, as "name:text" where an element holds text alone."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, list[str]]] = []
        self.lines: list[str] = []

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 (the parser calls it)
        self.open.append((name.rpartition(":")[2], []))
        self.lines.extend(f"{key}:{attrs.getValue(key)}" for key in attrs.getNames())

    def characters(self, content: str) -> None:
        if self.open:
            self.open[-1][1].append(content)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 (the parser calls it)
        label, texts = self.open.pop()
        text = "".join(texts).strip()
        if text:
            self.lines.append(text if label == "TextCode" else f"{label}:{text}")

    def said(self) -> Iterator[str]:
        yield from self.lines
