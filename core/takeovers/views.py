"""The office's page for records of another platform: where they come from, the file, and the takeovers so far."""

import io

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.errors import BadInput
from core.files.service import sent_file, takes_file
from core.rosters.service import Desk, desk_of
from core.takeovers.columns import columns_of
from core.takeovers.service import LONGEST, take_over, takeovers_of, template_of
from core.web.access import administrator_only, for_work
from core.web.faults import faults_of
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = for_work("place")(
    Blueprint("takeovers", __name__, template_folder="templates", url_prefix="/admin/takeovers")
)


def the_desk() -> Desk:
    """Return the office at work on its people."""
    return desk_of(the_site(), viewer_here(), reader())


@blueprint.get("")
@administrator_only
def takeovers() -> str:
    """Show the form, the template, and the takeovers so far."""
    return _page({})


@blueprint.post("")
@administrator_only
@takes_file("roster")
def send() -> Response | tuple[str, int]:
    """Take a file and have it checked."""
    try:
        file = sent_file()
        row = take_over(the_desk(), request.form, file.stream, file.filename or "")
    except BadInput as fault:
        return _page(faults_of(fault, "file")), 400
    return redirect(url_for("rosters.one_import", number=row.id))


@blueprint.get("/template")
@administrator_only
def template() -> Response:
    """Give the sheet that the records are entered in."""
    return send_file(io.BytesIO(template_of(the_desk())), as_attachment=True, download_name="takeover.xlsx")


def _page(errors: dict[str, str]) -> str:
    desk = the_desk()
    columns = columns_of(desk)
    return render_template(
        "takeovers/takeovers.html",
        rows=takeovers_of(desk),
        headings=[columns.lexicon.heading(name) for name in columns.more],
        most=LONGEST,
        sent=request.form,
        errors=errors,
    )
