"""Pages for the inspection of exemptions: a sample to be drawn again, and what has changed since last year."""

from collections.abc import Mapping
from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.accounts.service import Acting
from core.applications.inspecting import (
    MOST,
    ChangesQuery,
    Sample,
    changes_since,
    draw_sample,
    sample_sheet,
)
from core.errors import BadInput
from core.web.access import administrator_only, for_work
from core.web.faults import faults_of
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = for_work("exemptions")(
    Blueprint("exemptions-inspection", __name__, template_folder="templates", url_prefix="/admin/exemptions")
)


@blueprint.get("/sample")
@administrator_only
def sample() -> str | tuple[str, int]:
    """Ask for size and seed, or show the sample that they draw."""
    if "seed" not in request.args:
        return _page(None, {})
    try:
        return _page(_drawn(), {})
    except BadInput as fault:
        return _page(None, faults_of(fault)), fault.status


@blueprint.get("/sample.xlsx")
@administrator_only
def sample_file() -> Response:
    """Give a sample as a spreadsheet."""
    content = sample_sheet(_drawn(), reader())
    return send_file(BytesIO(content), as_attachment=True, download_name="exemption-sample.xlsx")


@blueprint.get("/changes")
@administrator_only
def changes() -> str:
    """Show who is newly exempt, still exempt or exempt no more, unit by unit."""
    site = the_site()
    found = changes_since(_acting(), site.year, ChangesQuery.of(request.args))
    return render_template("applications/changes.html", found=found, year=site.year)


def _acting() -> Acting:
    return accounts.acting(the_site(), viewer_here())


def _drawn() -> Sample:
    size = request.args.get("size", "")
    number = int(size) if size.isascii() and size.isdecimal() and len(size) < len(str(MOST)) + 1 else 0
    return draw_sample(_acting(), the_site().year, request.args.get("seed", "").replace("\0", ""), number)


def _page(found: Sample | None, errors: Mapping[str, str]) -> str:
    return render_template(
        "applications/sample.html", found=found, asked=request.args, most=MOST, errors=errors
    )
