"""Looks into MP3: whether frames of sound follow one another behind the tags."""

from typing import BinaryIO

from core.decisions.values import say
from core.files.families import BadFile, Family, Found

BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Kilobits a second of layer III, for MPEG 1 and for MPEG 2 and 2.5."""

RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
LAYER_III = 1
FRAMES = 4
"""Frames that must follow one another; two bytes alone would be found in anything."""

BROKEN = say("This MP3 file holds no sound that can be played.")


def look_mp3(file: BinaryIO, size: int) -> Found:
    """Return that a file is MP3; raises BadFile when frames do not follow one another."""
    at = _behind_tag(file)
    for _ in range(FRAMES):
        file.seek(at)
        length = frame_length(file.read(4))
        at += length
        if not length or at > size:
            raise BadFile(BROKEN)
    return Found(family=Family.AUDIO, media_type="audio/mpeg", ending="mp3")


def frame_length(header: bytes) -> int:
    """Return the bytes of the frame with this header; 0 when it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:  # noqa: PLR2004 (eleven bits of ones)
        return 0
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    bitrate, rate = header[2] >> 4, header[2] >> 2 & 3
    if version not in RATES or layer != LAYER_III or not 0 < bitrate < 15 or rate == 3:  # noqa: PLR2004 (reserved)
        return 0
    kilobits = BITRATES[3 if version == 3 else 2][bitrate]  # noqa: PLR2004 (MPEG 1)
    samples = 144 if version == 3 else 72  # noqa: PLR2004 (MPEG 1)
    return samples * kilobits * 1000 // RATES[version][rate] + (header[2] >> 1 & 1)


def _behind_tag(file: BinaryIO) -> int:
    file.seek(0)
    tag = file.read(10)
    if not tag.startswith(b"ID3"):
        return 0
    length = sum((byte & 0x7F) << shift for byte, shift in zip(tag[6:10], (21, 14, 7, 0), strict=True))
    return length + (20 if tag[5] & 0x10 else 10)
