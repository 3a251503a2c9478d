"""Views that take files: the only ones whose body may be larger than the rest of the site allows."""

import tempfile
from collections.abc import Callable
from functools import wraps
from typing import IO, ParamSpec, TypeVar

from flask import Flask, Request, request
from werkzeug.datastructures import FileStorage

from core.decisions.values import say
from core.files.families import BadFile
from core.files.shelf import drafts, init_shelf, purpose_of
from core.settings import Settings
from core.web.security import BODY_LIMIT, check_mark

P = ParamSpec("P")
R = TypeVar("R")
FORM = 256 * 1024
"""What the form may hold besides its file."""

NO_CHOICE = say("Please choose a file.")


def takes_file(
    purpose: str, who: Callable[[], object] = lambda: None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view take one file of a purpose; put it below the mark that says who may open the view.

    The body is not read before it is known who sends it, so nobody else can make the server take in large ones.
    ``who`` raises NotFound for those whom the mark lets in and the view would not.
    """

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def inner(*args: P.args, **kwargs: P.kwargs) -> R:
            who()
            check_mark()
            return view(*args, **kwargs)

        inner.body_limit = lambda: purpose_of(purpose).largest + FORM  # type: ignore[attr-defined]
        return inner

    return mark


def sent_file(field: str = "file") -> FileStorage:
    """Return the file that a form has sent, to be read as a stream; raises BadFile when none was chosen."""
    sent = request.files.get(field)
    if sent is None or not sent.filename:
        raise BadFile(NO_CHOICE)
    return sent


class FileRequest(Request):
    """A request whose files are written below the home while they come in, nameless: a killed upload leaves nothing."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if (self.max_content_length or 0) <= BODY_LIMIT:
            return super()._get_file_stream(total_content_length, content_type, filename, content_length)
        return tempfile.TemporaryFile("rb+", dir=drafts())


def init_files(app: Flask, settings: Settings) -> None:
    """Give the application its storage, and requests that can bring what goes into it."""
    init_shelf(app, settings)
    app.request_class = FileRequest
