"""Pages of the ground floor: the list of sites, a site's own colours and mark, language, and whether we are alive."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

from core.decisions.values import say
from core.errors import NotFound
from core.tenancy.registry import plain
from core.web.access import on_sites, public
from core.web.face import Listed, branding_folder, listed_sites
from core.web.hosts import OPERATOR
from core.web.i18n import reader
from core.web.metrics import TEXT, exposition, refuse_strangers
from core.web.request import change_language
from core.web.site import composition, the_site

blueprint = Blueprint("web", __name__)
BRAND_FILES = frozenset({"theme.css", "logo.svg"})


@blueprint.get("/livez")
@on_sites("any")
@public
def livez() -> Response:
    """Say that the process runs."""
    return jsonify({"alive": True})


@blueprint.get("/readyz")
@on_sites("any")
@public
def readyz() -> tuple[Response, int]:
    """Say whether requests can be answered: the database is there and migrated; which provinces are out of service."""
    composed = composition()
    ready = all(check() for check in composed.ready)
    body = {
        "ready": ready,
        "tenants": sorted(composed.registry.tenants),
        "broken": sorted(composed.registry.broken),
    }
    return jsonify(body), 200 if ready else 503


@blueprint.get("/metrics")
@on_sites("any")
@public
def metrics() -> Response:
    """Give monitoring its figures, on this machine or for the token."""
    refuse_strangers()
    return Response(exposition(), content_type=TEXT)


@blueprint.get("/sites")
@on_sites("platform")
@public
def sites() -> str:
    """List the sites of the platform."""
    composed = composition()
    return render_template(
        "web/sites.html", sites=_listed(), port=_port(), below=composed.below_sites(), operator=_operator()
    )


@blueprint.post("/language")
@on_sites("tenant", "platform", "operator")
@public
def language() -> AnyResponse:
    """Change the language of the pages."""
    return change_language()


@blueprint.get("/brand/<name>")
@on_sites("tenant")
@public
def brand(name: str) -> Any:
    """Give a site's own colours or mark."""
    folder = branding_folder(the_site())
    if name not in BRAND_FILES or folder is None:
        raise NotFound(say("There is nothing at this address."))
    response = send_from_directory(folder, name, max_age=3600)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _listed() -> list[Listed]:
    return listed_sites(composition(), plain(request.host), reader().locale)


def _operator() -> str:
    """The operator's host, which the demo's start page leads to."""
    return f"{OPERATOR}.{plain(request.host)}" if composition().demo else ""


def _port() -> str:
    """The port of the address that was called, with its colon, for addresses on other hosts."""
    _, colon, port = request.host.rpartition(":")
    return f":{port}" if colon and port.isdigit() else ""
