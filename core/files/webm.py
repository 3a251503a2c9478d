"""Looks into WebM: its elements, how long it lasts, and whether browsers can play what is in it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO

from core.decisions.values import say
from core.files.families import BadFile, Family, Found

DOC_TYPE, SEGMENT, INFO, TRACKS, CLUSTER = 0x4282, 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
SCALE, DURATION, TRACK, CODEC = 0x2AD7B1, 0x4489, 0xAE, 0x86
USUAL_SCALE = 1_000_000
"""Nanoseconds of a tick."""

MOST_ELEMENTS = 10_000
LONGEST_NAME = 64
PICTURES = {b"V_VP8", b"V_VP9", b"V_AV1"}
SOUNDS = {b"A_OPUS", b"A_VORBIS"}
BROKEN = say("This WebM video cannot be read. Please export it once more, or convert it to MP4.")
MATROSKA = say("This is a Matroska file (MKV), which browsers do not play. Please convert it to MP4.")
NOT_PLAYED = say("This WebM file holds no pictures that browsers can play. Please convert it to MP4.")


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its number and where its content begins and ends."""

    id: int
    begin: int
    end: int


def look_webm(file: BinaryIO, size: int) -> Found:
    """Return what a WebM file is; raises BadFile for one that cannot be played."""
    header, segment = _two(elements(file, 0, size, whole=True))
    if _text(file, header, DOC_TYPE) != b"webm":
        raise BadFile(MATROSKA)
    if segment.id != SEGMENT:
        raise BadFile(BROKEN)
    parts = _parts(file, segment)
    codecs = _codecs(file, parts[TRACKS]) if TRACKS in parts else []
    if CLUSTER not in parts or not any(codec in PICTURES for codec in codecs):
        raise BadFile(NOT_PLAYED)
    if not all(codec in PICTURES | SOUNDS for codec in codecs):
        raise BadFile(NOT_PLAYED)
    seconds = _seconds(file, parts[INFO]) if INFO in parts else None
    return Found(family=Family.VIDEO, media_type="video/webm", ending="webm", seconds=seconds)


def elements(file: BinaryIO, begin: int, end: int, *, whole: bool = False) -> Iterator[Element]:
    """Give the elements of a stretch; an unknown length reaches to its end. ``whole``: refuse what is cut off."""
    at = begin
    for _ in range(MOST_ELEMENTS):
        if at >= end:
            return
        file.seek(at)
        number = _number(file, keep_mark=True)
        length = _number(file)
        inner = file.tell()
        until = end if length is None else inner + length
        if number is None or until > end:
            raise BadFile(BROKEN)
        yield Element(number, inner, until)
        at = until
    if whole:
        raise BadFile(BROKEN)


def _two(found: Iterator[Element]) -> tuple[Element, Element]:
    first, second = next(found, None), next(found, None)
    if first is None or second is None:
        raise BadFile(BROKEN)
    return first, second


def _parts(file: BinaryIO, segment: Element) -> dict[int, Element]:
    """What stands before the first cluster, and that one."""
    parts: dict[int, Element] = {}
    for element in elements(file, segment.begin, segment.end):
        parts.setdefault(element.id, element)
        if element.id == CLUSTER:
            break
    return parts


def _codecs(file: BinaryIO, tracks: Element) -> list[bytes]:
    found = elements(file, tracks.begin, tracks.end)
    return [_text(file, track, CODEC) for track in found if track.id == TRACK]


def _text(file: BinaryIO, outer: Element, number: int) -> bytes:
    inner = next((one for one in elements(file, outer.begin, outer.end) if one.id == number), None)
    if inner is None or inner.end - inner.begin > LONGEST_NAME:
        return b""
    file.seek(inner.begin)
    return file.read(inner.end - inner.begin).rstrip(b"\0")


def _seconds(file: BinaryIO, info: Element) -> Decimal | None:
    scale, ticks = USUAL_SCALE, 0.0
    for element in elements(file, info.begin, info.end):
        file.seek(element.begin)
        content = file.read(min(element.end - element.begin, 8))
        if element.id == SCALE:
            scale = int.from_bytes(content)
        elif element.id == DURATION and len(content) in {4, 8}:
            (ticks,) = struct.unpack(">f" if len(content) == 4 else ">d", content)  # noqa: PLR2004 (bytes of a float)
    seconds = ticks * scale / 1e9
    return Decimal(str(round(seconds, 3))) if 0 < seconds < 1e6 else None  # noqa: PLR2004 (longer is nonsense)


def _number(file: BinaryIO, *, keep_mark: bool = False) -> int | None:
    """A number of variable length; None for the one that says "unknown"."""
    first = file.read(1)
    if not first or not first[0]:
        raise BadFile(BROKEN)
    length = 9 - first[0].bit_length()
    content = first + file.read(length - 1)
    if len(content) < length:
        raise BadFile(BROKEN)
    number = int.from_bytes(content)
    if keep_mark:
        return number
    number &= (1 << 7 * length) - 1
    return None if number == (1 << 7 * length) - 1 else number
