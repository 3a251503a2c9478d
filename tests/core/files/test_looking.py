"""What a content is, is told by looking into it; what pretends is refused with the reason."""

from decimal import Decimal

import pytest

from core.files.families import BadFile, Family
from core.files.looking import look
from tests.core.files import samples

KINDS = {
    "MP4": (samples.mp4(), "video/mp4", "mp4"),
    "MP4 with VP9": (samples.mp4(samples.track(b"vide", b"vp09")), "video/mp4", "mp4"),
    "M4A": (samples.mp4(samples.track(b"soun", b"mp4a")), "audio/mp4", "m4a"),
    "WebM": (samples.webm(), "video/webm", "webm"),
    "WebM as a browser records it": (samples.webm(recorded=True), "video/webm", "webm"),
    "MP3": (samples.mp3(), "audio/mpeg", "mp3"),
    "MP3 behind a tag": (samples.mp3(tag=b"ID3\x04\0\0\0\0\0\x05hello"), "audio/mpeg", "mp3"),
    "PDF": (samples.PDF, "application/pdf", "pdf"),
    "PNG": (samples.picture("PNG"), "image/png", "png"),
    "JPEG": (samples.picture("JPEG"), "image/jpeg", "jpg"),
    "WebP": (samples.picture("WEBP"), "image/webp", "webp"),
    "GIF": (samples.picture("GIF"), "image/gif", "gif"),
    "xlsx": (
        samples.packed("xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    "docx": (
        samples.packed("word/document.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    "CSV in UTF-8": (samples.TABLE.encode(), "text/csv", "csv"),
    "CSV as Chinese offices write it": (samples.TABLE.encode("gb18030"), "text/csv", "csv"),
}

REFUSED = {
    "a page": (samples.PAGE, "Web pages and SVG"),
    "a page behind a byte order mark": (b"\xef\xbb\xbf\n" + samples.PAGE, "Web pages and SVG"),
    "a drawing": (samples.DRAWING, "Web pages and SVG"),
    "a program": (samples.PROGRAM, "This is a program"),
    "a script": (b"#!/bin/sh\necho 1\n", "This is a program"),
    "nothing": (b"", "The file is empty"),
    "a video that is none": (b"\0\0\0\x18ftypmp42" + b"hello" * 100, "not complete"),
    "a video without its table of contents": (samples.mp4(index=False), "table of contents"),
    "half a video": (samples.mp4()[:2000], "not complete"),
    "a video that browsers do not play": (samples.mp4(samples.track(b"vide", b"hvc1")), "hvc1"),
    "an MKV": (samples.webm(b"matroska"), "MKV"),
    "half a WebM": (samples.webm()[:1000], "cannot be read"),
    "a WebM of lengths that lie": (samples.webm()[:60] + b"\xff" * 200, "cannot be read"),
    "a WebM without pictures": (samples.webm(codec=b"A_OPUS"), "no pictures"),
    "an MP3 that is none": (b"ID3\x04\0\0\0\0\0\x05hello" + bytes(500), "no sound"),
    "half a PDF": (samples.PDF[:40], "not complete"),
    "a picture that is none": (b"\x89PNG\r\n\x1a\n" + b"hello" * 30, "cannot be read"),
    "half a picture": (samples.picture("PNG", (400, 300))[:300], "cannot be read"),
    "a picture that would fill the memory": (samples.picture_bomb(), "too many pixels"),
    "a spreadsheet that would fill the disk": (samples.packed_bomb(), "unpacks to more"),
    "a spreadsheet with macros": (samples.packed("xl/workbook.xml", "xl/vbaProject.bin"), "macros"),
    "an old or locked spreadsheet": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
    "any other ZIP": (samples.packed("a.txt"), "neither a spreadsheet"),
    "a ZIP that is none": (b"PK\x03\x04" + bytes(300), "cannot be opened"),
    "bytes": (bytes(range(256)) * 4, "not a table"),
}


def looked(tmp_path, content, takes=tuple(Family)):
    path = tmp_path / "draft"
    path.write_bytes(content)
    return look(path, takes, longest_side=100)


@pytest.mark.parametrize("kind", KINDS)
def test_a_content_is_known_by_what_is_in_it(tmp_path, kind):
    content, media_type, ending = KINDS[kind]
    found = looked(tmp_path, content)
    assert (found.media_type, found.ending) == (media_type, ending)


@pytest.mark.parametrize("pretender", REFUSED)
def test_what_pretends_is_refused_with_the_reason(tmp_path, pretender):
    content, why = REFUSED[pretender]
    with pytest.raises(BadFile, match=why):
        looked(tmp_path, content)
    assert [path.name for path in tmp_path.iterdir()] == ["draft"]


def test_a_kind_that_the_purpose_does_not_take_is_named_beside_those_it_takes(tmp_path):
    with pytest.raises(BadFile) as refused:
        looked(tmp_path, samples.PDF, takes=(Family.VIDEO, Family.IMAGE))
    said = str(refused.value.text)
    assert "PDF" in said
    assert "video (MP4, WebM)" in said


def test_a_content_of_no_known_kind_is_refused_with_the_kinds_taken(tmp_path):
    with pytest.raises(BadFile, match="of no kind"):
        looked(tmp_path, b"hello", takes=(Family.VIDEO,))


@pytest.mark.parametrize(("content", "seconds"), [(samples.mp4(seconds=90), 90), (samples.webm(), "12.5")])
def test_a_video_says_how_long_it_lasts(tmp_path, content, seconds):
    assert looked(tmp_path, content).seconds == Decimal(seconds)


def test_a_picture_is_drawn_anew_without_what_hides_in_it(tmp_path):
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    content = samples.picture("JPEG", (400, 200), exif=exif) + b"<script>alert(1)</script>"
    found = looked(tmp_path, content)
    kept = (tmp_path / "draft").read_bytes()
    assert (found.width, found.height) == (100, 50)
    assert b"Camera" not in kept
    assert b"script" not in kept


def test_a_moving_picture_goes_on_moving(tmp_path):
    from PIL import Image

    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    looked(tmp_path, (tmp_path / "moving.gif").read_bytes())
    with Image.open(tmp_path / "draft") as kept:
        assert kept.n_frames == 3
