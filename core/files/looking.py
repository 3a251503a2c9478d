"""What a content is, told by its first bytes and then by looking into it; names and what a browser claims count for nothing."""

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import BinaryIO, TypeAlias

from core.decisions.values import Text, say
from core.files.families import BadFile, Family, Found
from core.files.mp3 import frame_length, look_mp3
from core.files.mp4 import look_mp4
from core.files.papers import LOCKED, PAGE, is_xml, look_office, look_pdf, look_table, look_xml
from core.files.pictures import redraw
from core.files.webm import look_webm

HEAD = 512
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
MARKUP = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|svg|\?xml|script|head|body)", re.IGNORECASE)
EMPTY = say("The file is empty.")
PROGRAM = say("This is a program, whatever its name says. Programs are not accepted.")
FAMILIES: dict[Family, Text] = {
    Family.VIDEO: say("video (MP4, WebM)"),
    Family.AUDIO: say("sound (MP3, M4A)"),
    Family.PDF: say("PDF"),
    Family.IMAGE: say("picture (PNG, JPEG, WebP, GIF)"),
    Family.SHEET: say("spreadsheet (xlsx)"),
    Family.DOCUMENT: say("document (docx)"),
    Family.TABLE: say("table (csv)"),
    Family.OFD: say("OFD"),
    Family.XML: say("XML"),
}

Looker: TypeAlias = Callable[[BinaryIO, int], Found]
LOOKERS: tuple[tuple[Callable[[bytes], bool], Looker], ...] = (
    (lambda head: head[4:8] == b"ftyp", look_mp4),
    (lambda head: head.startswith(b"\x1a\x45\xdf\xa3"), look_webm),
    (lambda head: head.startswith(b"%PDF-"), look_pdf),
    (lambda head: head.startswith(b"PK\x03\x04"), look_office),
    (lambda head: head.startswith(b"ID3") or frame_length(head[:4]) > 0, look_mp3),
)


def look(path: Path, takes: Collection[Family], longest_side: int) -> Found:
    """Return what a content is; a picture is encoded anew in its place. Raises BadFile for all that is not taken."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        _refuse_by_head(head, takes)
        if _is_picture(head):
            found = redraw(path, longest_side)
        else:
            found = _looker(head, takes)(file, path.stat().st_size)
    if found.family not in takes:
        raise BadFile(
            say("This is: {kind}. Accepted here: {kinds}.", kind=FAMILIES[found.family], kinds=_list(takes))
        )
    return found


def _looker(head: bytes, takes: Collection[Family]) -> Looker:
    if Family.XML in takes and is_xml(head):
        return look_xml
    for begins, looker in LOOKERS:
        if begins(head):
            return looker
    if Family.TABLE in takes:
        return look_table
    raise BadFile(
        say("The content of this file is of no kind that is accepted here: {kinds}.", kinds=_list(takes))
    )


def _is_picture(head: bytes) -> bool:
    return head.startswith(PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def _refuse_by_head(head: bytes, takes: Collection[Family]) -> None:
    if not head:
        raise BadFile(EMPTY)
    if head.startswith(PROGRAMS):
        raise BadFile(PROGRAM)
    if MARKUP.match(head) and not (Family.XML in takes and is_xml(head)):
        raise BadFile(PAGE)
    if head.startswith(OLD_OFFICE):
        raise BadFile(LOCKED)


def _list(takes: Collection[Family]) -> Text:
    """The families in words, joined as the reader's language joins."""
    texts = [FAMILIES[family] for family in Family if family in takes]
    joined = texts[0]
    for text in texts[1:]:
        joined = say("{first}, {then}", first=joined, then=text)
    return joined
