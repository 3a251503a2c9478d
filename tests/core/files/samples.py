"""Small files of every kind, made by hand, and what pretends to be one."""

import io
import struct
import zipfile

from PIL import Image

PAGE = b"<!doctype html><script>alert(1)</script>"
DRAWING = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PROGRAM = b"MZ\x90\x00" + bytes(200)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n"
TABLE = "姓名,成绩\n李一,88\n"


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def track(kind: bytes, codec: bytes) -> bytes:
    described = box(b"stsd", bytes(4) + struct.pack(">I", 1) + box(codec, bytes(70)))
    handler = box(b"hdlr", bytes(8) + kind + bytes(13))
    return box(b"trak", box(b"mdia", handler + box(b"minf", box(b"stbl", described))))


def mp4(*tracks: bytes, seconds: int = 12, index: bool = True) -> bytes:
    header = box(b"mvhd", bytes(12) + struct.pack(">II", 1000, seconds * 1000) + bytes(80))
    moov = box(b"moov", header + b"".join(tracks or (track(b"vide", b"avc1"), track(b"soun", b"mp4a"))))
    return box(b"ftyp", b"isom" + bytes(4)) + box(b"mdat", bytes(3000)) + (moov if index else b"")


def element(number: int, content: bytes, *, unknown: bool = False) -> bytes:
    length = b"\x01" + b"\xff" * 7 if unknown else (len(content) | 1 << 28).to_bytes(4)
    return number.to_bytes((number.bit_length() + 7) // 8) + length + content


def webm(doc_type: bytes = b"webm", codec: bytes = b"V_VP9", *, recorded: bool = False) -> bytes:
    """``recorded``: as a browser records it, without lengths."""
    info = element(0x1549A966, b"" if recorded else element(0x4489, struct.pack(">d", 12500.0)))
    tracks = element(0x1654AE6B, element(0xAE, element(0x83, b"\x01") + element(0x86, codec)))
    cluster = element(0x1F43B675, bytes(2000), unknown=recorded)
    header = element(0x1A45DFA3, element(0x4282, doc_type))
    return header + element(0x18538067, info + tracks + cluster, unknown=recorded)


def mp3(frames: int = 8, tag: bytes = b"") -> bytes:
    return tag + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#b22222").save(made, kind, **options)
    return made.getvalue()


def packed(*names: str, **contents: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name in ("[Content_Types].xml", *names):
            file.writestr(name, contents.get(name, b"<x/>"))
    return made.getvalue()


def picture_bomb() -> bytes:
    """A PNG of a few kilobytes whose header promises 60,000 × 60,000 pixels."""
    plain = picture()
    header = struct.pack(">II", 60_000, 60_000) + plain[24:29]
    import zlib

    chunk = b"IHDR" + header
    return plain[:12] + chunk + struct.pack(">I", zlib.crc32(chunk)) + plain[33:]


def packed_bomb() -> bytes:
    """A spreadsheet of some kilobytes that unpacks to 300 MB."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        file.writestr("[Content_Types].xml", b"<x/>")
        with file.open("xl/workbook.xml", "w") as part:
            for _ in range(300):
                part.write(bytes(1024 * 1024))
    return made.getvalue()
