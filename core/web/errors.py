"""The only place where an error becomes a page, or for programs the one JSON shape."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from core.db import db
from core.decisions.values import Line, Text, Verdict, say
from core.errors import NotFound, Refused, SignInNeeded, Unavailable, XuefaError
from core.web.i18n import reader
from core.web.logs import request_id
from core.web.security import body_limit
from core.web.site import Helper, composition, the_viewer

log = structlog.get_logger(__name__)

TEXTS: Mapping[int, tuple[str, Text, tuple[Text, ...]]] = {
    400: (
        "bad_request",
        say("The request could not be understood."),
        (say("Please go back and try again."),),
    ),
    404: (
        "not_found",
        say("There is nothing at this address."),
        (say("Please check the address, or start from the home page."),),
    ),
    405: (
        "method_not_allowed",
        say("This address cannot be used in that way."),
        (say("Please start from the home page."),),
    ),
    413: (
        "too_large",
        say("What was sent is too large: at most {most} MB are accepted."),
        (say("Nothing was saved. Please send less at a time."),),
    ),
    422: ("bad_input", say("Some details are missing or not right."), ()),
    500: (
        "server_error",
        say("Something went wrong on our side."),
        (say("Please try again in a few minutes. What was saved before is kept."),),
    ),
    503: (
        "unavailable",
        say("The service cannot answer just now."),
        (say("Please try again in a few minutes. What was saved before is kept."),),
    ),
}
YEAR_CLOSED_STATE = "XF001"
"""What the database says when something of a closed year would be changed."""
YEAR_CLOSED = say(
    "The year {year} is closed: what was recorded of it stays as it was, and nothing of it can be changed any more."
)
FORGED = say("This form was not sent from a page of this site, or the page was left open for too long.")
FORGED_TODO = (say("Nothing was changed. Please open the page again and send it once more."),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An error as it is shown: what, why with the rule's lines, what to do, field by field."""

    code: str
    status: int
    text: Text
    verdict: Verdict | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    todo: tuple[Text, ...] = ()
    retry_after: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the rule that says no."""
        return self.verdict.lines if self.verdict else ()


def wants_json() -> bool:
    """Tell whether the answer is read by a program: the API, or a page's script that asks for JSON."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return request.path.startswith("/api/") or best == "application/json"


def fault_of(error: XuefaError) -> Fault:
    """Return one of our own errors as it is shown."""
    verdict = error.verdict if isinstance(error, Refused) else error.facts.get("verdict")
    fields = error.facts.get("fields")
    retry_after = error.facts.get("retry_after")
    return Fault(
        code=error.code,
        status=error.status,
        text=error.text,
        verdict=verdict if isinstance(verdict, Verdict) else None,
        fields=fields if isinstance(fields, Mapping) else {},
        todo=verdict.advice if isinstance(verdict, Verdict) else (),
        retry_after=retry_after if isinstance(retry_after, int) else 0,
    )


def show(fault: Fault) -> Response:
    """Return the page or JSON of a fault."""
    answer = jsonify({"error": as_json(fault)}) if wants_json() else _page(fault)
    response = make_response(answer, fault.status)
    if fault.retry_after:
        response.headers["Retry-After"] = str(fault.retry_after)
    return response


def as_json(fault: Fault) -> dict[str, Any]:
    """Return the one error shape of the API."""
    return {
        "code": fault.code,
        "message": reader().text(fault.text),
        "status": fault.status,
        "lines": [line_json(line) for line in fault.lines],
        "advice": [reader().text(text) for text in fault.todo],
        "fields": {name: _plain(value) for name, value in fault.fields.items()},
        "retry_after": fault.retry_after or None,
        "request_id": request_id(),
    }


def line_json(line: Line) -> dict[str, Any]:
    """Return one explained line in the reader's words, for every JSON answer that carries lines."""
    read = reader()
    return {
        "item": read.text(line.item),
        "figure": None if line.figure is None else read.text(line.figure),
        "needed": None if line.needed is None else read.text(line.needed),
        "because": read.text(line.because),
        "met": line.met,
        "cite": {
            "document": line.cite.document,
            "article": line.cite.article,
            "assumed": line.cite.assumed,
            "place": line.cite.place,
        },
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return reader().text(value)
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else str(value)


def _page(fault: Fault) -> str:
    read = reader()
    helper = _helper() if fault.status not in {400, 404, 405, 413} else None
    return render_template(
        "error.html",
        why=read.text(fault.text),
        lines=[line for line in fault.lines if line.met is not True],
        todo=[read.text(text) for text in fault.todo],
        helper=helper,
        back=_way_back(),
        status=fault.status,
        reference=request_id() if fault.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "",
    )


def _way_back() -> str:
    """The page of this site that a refused form was sent from; "" for a page that was asked for."""
    came = urlsplit(request.referrer or "")
    return came.path if request.method == "POST" and came.netloc == request.host else ""


def _helper() -> Helper | None:
    """Who can help; an error page never fails for want of it."""
    viewer = the_viewer()
    if viewer is None:
        return None
    try:
        found = composition().helpers_of(viewer)
    except Exception:
        log.warning("helpers_unknown", exc_info=True)
        return None
    return found[0] if found else None


def on_xuefa_error(error: XuefaError) -> AnyResponse:
    """Show an error that the platform expects; a page that needs somebody sends strangers to sign in."""
    db.session.rollback()
    if isinstance(error, SignInNeeded) and not wants_json():
        return redirect(sign_in_address(str(error.facts.get("access", ""))))
    if isinstance(error, Unavailable):
        log.warning("unavailable", why=error.text.message)
    fault = fault_of(error)
    if isinstance(error, NotFound) and not fault.todo:
        fault = Fault(code=fault.code, status=fault.status, text=error.text, todo=TEXTS[404][2])
    return show(fault)


def sign_in_address(access: str) -> str:
    """Return the sign-in page for whoever may open the page asked for, which it leads back to."""
    home = "/admin/sign-in" if access == "administrator" else "/sign-in"
    if request.method != "GET" or request.path == "/":
        return home
    back = request.full_path.rstrip("?")
    return f"{home}?{urlencode({'next': back})}"


def on_http_error(error: HTTPException) -> AnyResponse:
    """Show an error that the web framework found: wrong address, forged form, body too large, bad fields."""
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    if isinstance(error, CSRFError):
        return show(Fault(code="forged_form", status=400, text=FORGED, todo=FORGED_TODO))
    code, text, todo = TEXTS.get(error.code, TEXTS[500 if error.code > HTTPStatus.NOT_IMPLEMENTED else 400])
    if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        text = say(text.message, most=body_limit() // 1024**2)
    fault = Fault(code=code, status=error.code, text=text, todo=todo, fields=_messages(error))
    return show(fault)


def _messages(error: HTTPException) -> dict[str, Any]:
    """The fields that the API's schemas refuse, by name."""
    data = getattr(error, "data", None)
    messages = data.get("messages", {}) if isinstance(data, dict) else {}
    places = messages.values() if isinstance(messages, dict) else []
    return {name: faults for fields in places if isinstance(fields, dict) for name, faults in fields.items()}


def closed_year(error: BaseException) -> str:
    """Return the year that the database refused to change because it is closed; "" for every other error."""
    cause = getattr(error, "orig", error)
    if getattr(cause, "sqlstate", None) != YEAR_CLOSED_STATE:
        return ""
    return str(getattr(getattr(cause, "diag", None), "message_detail", "") or "?")


def on_crash(error: Exception) -> AnyResponse:
    """Log what nobody expected and say so without details; a database that is away is said to be away."""
    db.session.rollback()
    closed = closed_year(error)
    if closed:
        return show(fault_of(Refused(Text(YEAR_CLOSED.message, {"year": closed}), code="year_closed")))
    away = isinstance(error, (OperationalError, InterfaceError, PoolTimeout))
    log.error("request_failed", away=away, request=g.get("request_id"), exc_info=error)
    status = 503 if away else 500
    code, text, todo = TEXTS[status]
    return show(Fault(code=code, status=status, text=text, todo=todo))


def init_errors(app: Flask) -> None:
    """Let every error of every view come here."""
    app.register_error_handler(XuefaError, on_xuefa_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(Exception, on_crash)
