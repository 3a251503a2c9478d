"""Gives content out over HTTP: whole or in ranges, with headers under which nothing of it can act as a page of this site."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from flask import Response, request
from werkzeug.datastructures import Range
from werkzeug.wsgi import FileWrapper

from core.files.families import Family
from core.files.models import StoredFile
from core.files.shelf import shelf

PIECE = 64 * 1024
STRETCH = 1024 * 1024
"""Of an open range ("from here on") as much is given at once, so that a slow connection holds a thread for a while
only; players ask on."""

SHOWN = {Family.VIDEO, Family.AUDIO, Family.PDF, Family.IMAGE}
"""Families that browsers show; all others are saved."""

CAGE = "default-src 'none'; sandbox; frame-ancestors 'none'"
PDF_CAGE = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""Browsers show no PDF in a sandbox; a page of this site may frame it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes from ``start`` up to, not including, ``stop``; ``part``: asked for as a range, if only of all there is."""

    start: int
    stop: int
    part: bool = False


def send(file: StoredFile, *, save: bool = False) -> Response:
    """Return the answer that gives a file out, or the part of it that was asked for; who may have it is asked before.

    ``save`` makes browsers save it. Raises NotFound when the content is gone.
    """
    if request.if_none_match.contains_weak(tag_of(file)):
        return _with_headers(Response(status=HTTPStatus.NOT_MODIFIED), file, save=save)
    if shelf().handing_over:
        return _handed_over(file, save=save)
    wanted = _wanted(file)
    if wanted is None:
        return _out_of_range(file, save=save)
    return _with_headers(_stretch(file, wanted), file, save=save)


def tag_of(file: StoredFile) -> str:
    """Return what tells this content from every other."""
    return file.sha256.hex()[:32]


def _wanted(file: StoredFile) -> Stretch | None:
    """What of the file is asked for; None for a range outside of it. Several ranges, and odd ones, mean the whole."""
    asked = request.range
    whole = Stretch(0, file.size)
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or not _still_the_same(file):
        return whole
    span = asked.range_for_length(file.size)
    if span is None:
        return None
    stop = min(span[1], span[0] + STRETCH) if _is_open(asked) else span[1]
    return Stretch(span[0], stop, part=True)


def _is_open(asked: Range) -> bool:
    start, stop = asked.ranges[0]
    return stop is None and start >= 0


def _still_the_same(file: StoredFile) -> bool:
    """A part is wanted only if the reader's earlier parts are of the same content (If-Range)."""
    condition = request.headers.get("If-Range")
    return condition is None or request.if_range.etag == tag_of(file)


def _stretch(file: StoredFile, wanted: Stretch) -> Response:
    length = wanted.stop - wanted.start
    body: Iterator[bytes] | bytes = b""
    if request.method != "HEAD":
        content = shelf().storage.open(file.key, wanted.start, length)
        body = FileWrapper(content, PIECE)
    response = Response(body, HTTPStatus.PARTIAL_CONTENT if wanted.part else HTTPStatus.OK)
    response.content_length = length
    if wanted.part:
        response.headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{file.size}"
    return response


def _out_of_range(file: StoredFile, *, save: bool) -> Response:
    response = Response(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    response.headers["Content-Range"] = f"bytes */{file.size}"
    return _with_headers(response, file, save=save)


def _handed_over(file: StoredFile, *, save: bool) -> Response:
    """Let nginx send the content from its own address of the folder; it judges ranges itself."""
    response = Response()
    response.headers["X-Accel-Redirect"] = f"{shelf().handing_over.rstrip('/')}/{file.key}"
    return _with_headers(response, file, save=save)


def _with_headers(response: Response, file: StoredFile, *, save: bool) -> Response:
    kind = "attachment" if save or file.family not in SHOWN else "inline"
    pdf = file.family == Family.PDF
    response.headers.update(
        {
            "Content-Type": file.media_type,
            "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(file.name, safe='')}",
            "Accept-Ranges": "bytes",
            "Cache-Control": "private, no-cache",
            "Content-Security-Policy": PDF_CAGE if pdf else CAGE,
            "X-Frame-Options": "SAMEORIGIN" if pdf else "DENY",
        }
    )
    response.set_etag(tag_of(file))
    return response
