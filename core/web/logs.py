"""One structured line per request, and an id that joins a reader's page to it."""

import re
import secrets
import sys
from time import perf_counter

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict

from core.db import scope

log = structlog.get_logger("web")
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
HEADER = "X-Request-Id"


def _name_tenant(_logger: object, _method: str, line: EventDict) -> EventDict:
    """Let each line say whose work it is about: that of the tenant in scope, also in jobs."""
    line.setdefault("tenant", scope.get() or "")
    return line


def configure_logs() -> None:
    """Write log lines as JSON to the error stream, tracebacks as plain text: local values may be personal data."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _name_tenant,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
    )


def request_id() -> str:
    """Return the id of the request, which error pages show and log lines carry."""
    known: str = g.get("request_id", "")
    return known


def _begin() -> None:
    sent = request.headers.get(HEADER, "")
    g.request_id = sent if GIVEN.fullmatch(sent) else secrets.token_hex(8)
    g.began = perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def _end(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    if request.endpoint != "static":
        took = round((perf_counter() - g.get("began", perf_counter())) * 1000, 1)
        site = g.get("site")
        log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=took,
            tenant=getattr(site, "tenant", ""),
        )
    return response


def init_logs(app: Flask) -> None:
    """Give each request an id and a log line; paths carry no personal data, queries are left out."""
    if not structlog.is_configured():
        configure_logs()
    app.before_request(_begin)
    app.after_request(_end)
