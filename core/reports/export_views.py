"""Exports at the desk: asking for one, the list with progress, fetching; and the summary of a unit to be signed and stamped."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.decisions.values import say
from core.errors import NotFound
from core.reports import service
from core.reports.exporting import begin_export, content_of, exports_of
from core.reports.personnel import LAYOUT
from core.reports.sheets import COLUMNS
from core.reports.summary import summary_of
from core.reports.views import gives_to_personnel, sight_here
from core.web.access import administrator_only, for_work
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = for_work("reports")(
    Blueprint("report-files", __name__, template_folder="templates", url_prefix="/admin/reports")
)
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}


@blueprint.get("/exports")
@administrator_only
def exports() -> str:
    """List the viewer's own exports."""
    sight_here()
    rows = exports_of(viewer_here().id)
    waits = any(one.state in {"waiting", "running"} for one in rows)
    return render_template("reports/exports.html", rows=rows, waits=waits)


@blueprint.post("/exports")
@administrator_only
def export() -> Response:
    """Ask for an export of what an address shows."""
    sight_here()
    columns = ",".join(name for name in COLUMNS if name in request.form.getlist("column"))
    form, layout = _form_and_layout(request.form.get("form", ""))
    asked = service.Query.of(request.form).address(columns=columns, layout=layout).removeprefix("?")
    by = accounts.acting(the_site(), viewer_here())
    begin_export(by, asked, request.form.get("report", ""), form, reader().locale)
    return redirect(url_for("report-files.exports"))


def _form_and_layout(asked: str) -> tuple[str, str]:
    """A form such as ``personnel-csv`` is the sheet for personnel systems, for those who look after the people."""
    layout, _, form = asked.rpartition("-")
    if layout and (layout != LAYOUT or not gives_to_personnel()):
        raise NotFound(say("There is nothing at this address."))
    return form, layout


@blueprint.get("/exports/<uuid:report_file>")
@administrator_only
def fetch(report_file: UUID) -> Response:
    """Give an export to whoever asked for it."""
    row = content_of(viewer_here().id, report_file)
    file = BytesIO(row.content or b"")
    return send_file(file, mimetype=KINDS[row.form], as_attachment=True, download_name=row.name)


@blueprint.get("/summary.pdf")
@administrator_only
def summary() -> Response:
    """Give the summary of a unit as a page to be signed and stamped."""
    sight, query = sight_here(), service.Query.of(request.args)
    file = BytesIO(summary_of(service.unit_report(sight, query)))
    return send_file(file, mimetype=KINDS["pdf"], as_attachment=True, download_name="summary.pdf")
