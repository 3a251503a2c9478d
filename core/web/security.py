"""What browsers are told and what is refused before any view runs: forged forms, oversize bodies, foreign scripts."""

import re
from collections.abc import Iterable

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from core.web.cookie import bearer_token

BODY_LIMIT = 1024 * 1024
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""Signs that no keyboard sends and the database takes in no text: a zero byte and half of a pair."""
CONTENT_SECURITY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

FOR_PROGRAMS = {"accounts-api.api_sign_in", "payments.notice"}
"""Endpoints that hand a token to a program or check a signature of their own; they set no cookie."""

csrf = CSRFProtect()


class FormCookie(SecureCookieSessionInterface):
    """Flask's signed cookie, which holds nothing but the mark against forged forms."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie; programs send none, and then no signature need be made ready."""
        if app.config["SESSION_COOKIE_NAME"] not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 (Flask calls it)
        """Keep the cookie to TLS wherever the page came over TLS."""
        return request.is_secure


def init_security(app: Flask, *, secret: str) -> None:
    """Set cookies, limits, headers and the check against forged forms."""
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME="xuefa_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=BODY_LIMIT,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    app.session_interface = FormCookie()
    csrf.init_app(app)
    app.before_request(check_form)
    app.after_request(add_headers)


def body_limit() -> int:
    """Return how many bytes the request's view takes: the site's limit, or its own where it takes files."""
    view = current_app.view_functions.get(request.endpoint or "")
    own = getattr(view, "body_limit", None)
    return BODY_LIMIT if own is None else int(own())


def check_form() -> None:
    """Refuse a change that did not start on a page of this site, and a body beyond the limit.

    A view that takes files checks the form itself (``check_mark``) once it is known who sends it, since that reads the body.
    """
    refuse_unstorable(request.path, request.args)
    limit = body_limit()
    request.max_content_length = limit
    if (request.content_length or 0) > limit:
        raise RequestEntityTooLarge
    if limit == BODY_LIMIT:
        check_mark()


def check_mark() -> None:
    """Refuse a change without the mark that this site's pages carry.

    Programs send their own token in a header that no foreign page can set, and get it for JSON that none can send.
    """
    if bearer_token() or (request.endpoint in FOR_PROGRAMS and request.is_json):
        return
    csrf.protect()
    refuse_unstorable("", request.form)


def refuse_unstorable(path: str, sent: MultiDict[str, str]) -> None:
    """Refuse a request with text that the database cannot keep, wherever it stands."""
    texts: Iterable[str] = (text for pair in sent.items(multi=True) for text in pair)
    if UNSTORABLE.search(path) or any(map(UNSTORABLE.search, texts)):
        raise BadRequest


def add_headers(response: Response) -> Response:
    """Add the security headers; keep pages out of shared caches, static files in the browser's."""
    given = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 (headers iterate as pairs)
    response.headers.extend([pair for pair in HEADERS.items() if pair[0].lower() not in given])
    if request.endpoint == "static" and response.status_code == 200:  # noqa: PLR2004 (only what was found)
        response.headers["Cache-Control"] = _static_caching()
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def within_own_frame(response: Response) -> Response:
    """Let a page stand in a frame of this site's own pages, and of no other's."""
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _static_caching() -> str:
    """A file asked for with its digest (``?v=``) never changes; of others, a script's imports, the browser asks each time."""
    return "public, max-age=31536000, immutable" if request.args.get("v") else "public, no-cache"
