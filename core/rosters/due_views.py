"""Pages of roster sheets due: which units have handed in, the export, the reminder, and who stands on the sheets."""

import io
import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts.service import masked
from core.rosters.desk import Desk, desk_of
from core.rosters.due import Query, due_list, export_due, owed_by_area, remind_due, state_word
from core.rosters.listed import PeopleQuery, people_on_sheets, take_off_sheet
from core.web.access import administrator_only
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

YEAR = re.compile(r"[0-9]{4}")

blueprint = Blueprint("sheets-due", __name__, template_folder="templates", url_prefix="/admin/sheets")


def the_desk() -> Desk:
    """Return who looks after units; NotFound for everybody else."""
    return desk_of(the_site(), viewer_here(), reader())


@blueprint.get("")
@administrator_only
def due() -> str:
    """List the units that owe a roster sheet, those that have not handed in first."""
    desk = the_desk()
    found = due_list(desk, Query.of(request.args))
    return render_template(
        "rosters/due.html",
        found=found,
        owed=list(dict.fromkeys(owed_by_area(desk).values())),
        units=desk.units(),
        state_word=state_word,
    )


@blueprint.get("/export")
@administrator_only
def export() -> Response:
    """Give what the filters show as a spreadsheet."""
    content = export_due(the_desk(), Query.of(request.args))
    return send_file(io.BytesIO(content), as_attachment=True, download_name="roster-sheets.xlsx")


@blueprint.post("/remind")
@administrator_only
def remind() -> Response:
    """Remind those who look after the units that have not handed in."""
    query = Query.of(request.form)
    told, nobody = remind_due(the_desk(), query)
    flash(_("{count} administrators are reminded; each is told once a day at most.", count=told), "good")
    if nobody:
        flash(_("Nobody looks after {count} of these units.", count=nobody), "warn")
    return redirect(url_for("sheets-due.due") + query.address())


@blueprint.get("/people")
@administrator_only
def people() -> str:
    """List who stands on the sheets, those without an account first."""
    found = people_on_sheets(the_desk(), PeopleQuery.of(request.args))
    return render_template("rosters/sheet_people.html", found=found, masked=masked)


@blueprint.post("/people/off")
@administrator_only
def off() -> Any:
    """Take somebody off a sheet; an account that they have stays."""
    query = PeopleQuery.of(request.form)
    year = request.form.get("year", "")
    name = take_off_sheet(
        the_desk(), int(year) if YEAR.fullmatch(year) else 0, request.form.get("person", "")
    )
    said = _("{name} is off the sheet.", name=name) if name else _("Nobody was taken off.")
    flash(said, "good" if name else "warn")
    return redirect(url_for("sheets-due.people") + query.address())
