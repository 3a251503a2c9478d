"""Looks into MP4: its boxes, how long it lasts, and whether browsers can play what is in it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO

from core.decisions.values import say
from core.files.families import BadFile, Family, Found

MOST_BOXES = 20_000
INCOMPLETE = say("The video is not complete: its file ends too early. Please upload the whole file.")
NO_INDEX = say("This is not a video that can be played: its table of contents is missing.")
PICTURES = {b"avc1", b"avc3", b"vp08", b"vp09", b"av01"}
SOUNDS = {b"mp4a", b"Opus", b"fLaC", b".mp3"}
CODEC = say(
    "The video is encoded as {codec}, which many browsers cannot play. Please convert it to MP4 with H.264 (AVC) and AAC."
)


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its type and where its content begins and ends."""

    type: bytes
    begin: int
    end: int


@dataclass(slots=True)
class Tracks:
    """The codecs of pictures and sounds."""

    pictures: list[bytes]
    sounds: list[bytes]


def look_mp4(file: BinaryIO, size: int) -> Found:
    """Return what an MP4 file is; raises BadFile for one that cannot be played."""
    whole = {box.type: box for box in boxes(file, 0, size)}
    if b"moov" not in whole or b"mdat" not in whole:
        raise BadFile(NO_INDEX)
    moov = whole[b"moov"]
    inside = list(boxes(file, moov.begin, moov.end))
    tracks = Tracks([], [])
    for track in (box for box in inside if box.type == b"trak"):
        _look_into_track(file, track, tracks)
    seconds = next((_seconds(file, box) for box in inside if box.type == b"mvhd"), None)
    return _found(tracks, seconds)


def boxes(file: BinaryIO, begin: int, end: int) -> Iterator[Box]:
    """Give the boxes of a stretch; raises BadFile where one reaches beyond it."""
    at = begin
    for _ in range(MOST_BOXES):
        if at + 8 > end:
            return
        file.seek(at)
        length, name = struct.unpack(">I4s", file.read(8))
        inner = at + 8
        if length == 1:
            (length,) = struct.unpack(">Q", _read(file, 8))
            inner += 8
        length = length or end - at
        if length < inner - at or at + length > end:
            raise BadFile(INCOMPLETE)
        yield Box(name, inner, at + length)
        at += length
    raise BadFile(NO_INDEX)


def _look_into_track(file: BinaryIO, track: Box, tracks: Tracks) -> None:
    media = _inner(file, track, b"mdia")
    handler = _inner(file, media, b"hdlr")
    described = _inner(file, _inner(file, _inner(file, media, b"minf"), b"stbl"), b"stsd")
    if handler is None or described is None:
        return
    file.seek(handler.begin + 8)
    kind = file.read(4)
    file.seek(described.begin + 12)
    codec = file.read(4)
    {b"vide": tracks.pictures, b"soun": tracks.sounds}.get(kind, []).append(codec)


def _inner(file: BinaryIO, outer: Box | None, name: bytes) -> Box | None:
    if outer is None:
        return None
    return next((box for box in boxes(file, outer.begin, outer.end) if box.type == name), None)


def _seconds(file: BinaryIO, box: Box) -> Decimal | None:
    file.seek(box.begin)
    version = _read(file, 4)[0]
    if version == 1:
        scale, length = struct.unpack(">16xIQ", _read(file, 28))
    else:
        scale, length = struct.unpack(">8xII", _read(file, 16))
    return (Decimal(length) / Decimal(scale)).quantize(Decimal("0.001")) if scale and length else None


def _found(tracks: Tracks, seconds: Decimal | None) -> Found:
    strange = [codec for codec in tracks.pictures if codec not in PICTURES]
    strange += [codec for codec in tracks.sounds if codec not in SOUNDS]
    if strange:
        raise BadFile(say(CODEC.message, codec=strange[0].decode("latin-1")))
    if tracks.pictures:
        return Found(family=Family.VIDEO, media_type="video/mp4", ending="mp4", seconds=seconds)
    if tracks.sounds:
        return Found(family=Family.AUDIO, media_type="audio/mp4", ending="m4a", seconds=seconds)
    raise BadFile(NO_INDEX)


def _read(file: BinaryIO, length: int) -> bytes:
    found = file.read(length)
    if len(found) < length:
        raise BadFile(INCOMPLETE)
    return found
