"""Pages of rosters at the administrators' desk: upload, checked preview, entering with progress, what was refused."""

import io
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts.service import Unit
from core.db import db
from core.decisions.stored import restore_text
from core.decisions.values import Text, Word, say
from core.errors import BadInput, NotFound
from core.files.service import sent_file, takes_file
from core.jobs import job_progress
from core.rosters.columns import WORDED
from core.rosters.desk import Desk, desk_of
from core.rosters.importing import KindName, apply_later, has_failed, import_of, imports_of, send_in
from core.rosters.kinds import KINDS, learners_sheet
from core.rosters.lists import Query, refused_rows, rows_of
from core.rosters.models import RosterRow
from core.rosters.plans import ORDER
from core.rosters.unit_sheet import write_units_template
from core.rosters.writing import write_refused, write_template
from core.sheets.lexicon import Lexicon
from core.web.access import administrator_only
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = Blueprint("rosters", __name__, template_folder="templates", url_prefix="/admin/rosters")
NOTHING = say("There is nothing at this address.")


def the_desk() -> Desk:
    """Return who works on rosters; NotFound for everybody who looks after no units."""
    return desk_of(the_site(), viewer_here(), reader())


@blueprint.get("")
@administrator_only
def imports() -> str:
    """Show the form for a file, the templates, and the imports so far."""
    return _imports_page(the_desk(), None)


@blueprint.post("")
@administrator_only
@takes_file("roster")
def upload() -> Response | tuple[str, int]:
    """Take a file and have it checked."""
    desk = the_desk()
    try:
        sent = sent_file()
        row = send_in(desk, _kind(request.form.get("kind", "")), sent.stream, sent.filename or "")
    except BadInput as error:
        return _imports_page(desk, error.text), 400
    return redirect(url_for("rosters.one_import", number=row.id))


@blueprint.get("/<uuid:number>")
@administrator_only
def one_import(number: UUID) -> str:
    """Show what an import would do, or has done, row by row."""
    row = import_of(the_desk(), number)
    found = rows_of(row, Query.of(request.args))
    waits = row.state in {"checking", "applying"} and row.progress is not None
    return render_template(
        "rosters/import.html",
        row=row,
        found=found,
        order=ORDER,
        units=_unit_names({one.unit for one in found.rows}),
        changes=lambda one: _changes(KINDS[row.kind].lexicon(the_desk())[0], one),
        progress=job_progress(row.progress) if waits and row.progress else None,
        failed=has_failed(row),
        fault=restore_text(row.fault),
        why=lambda one: [restore_text(text) for text in one.why],
    )


@blueprint.post("/<uuid:number>/apply")
@administrator_only
def apply_import(number: UUID) -> Response:
    """Have an import entered by the worker."""
    apply_later(the_desk(), number, partly=request.form.get("partly") == "yes")
    return redirect(url_for("rosters.one_import", number=number))


@blueprint.get("/<uuid:number>/refused")
@administrator_only
def refused(number: UUID) -> Response:
    """Give the refused rows as a sheet with the reason at each, to be corrected and sent in again."""
    desk = the_desk()
    row = import_of(desk, number)
    lexicon, columns = KINDS[row.kind].lexicon(desk)
    return _file(write_refused(lexicon, columns, refused_rows(row.id)), f"refused-{row.id.hex[:8]}.xlsx")


@blueprint.get("/template/<form>")
@administrator_only
def template(form: str) -> Response:
    """Give the full or the short template of the place."""
    desk = the_desk()
    if form == "units":
        return _file(write_units_template(desk), "units.xlsx")
    sheet = learners_sheet(desk)
    if form not in sheet.forms:
        raise NotFound(NOTHING)
    return _file(write_template(sheet, desk.accounts_of(desk.site.area), form), f"roster-{form}.xlsx")


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Give the pages what all of them show by."""
    return {"word": Word}


def _kind(asked: str) -> KindName:
    return "units" if asked == "units" else "sheet" if asked == "sheet" else "learners"


def _unit_names(codes: set[str]) -> dict[str, str]:
    query = sa.select(Unit.code, Unit.name).where(Unit.code.in_(codes))
    return dict(db.session.execute(query).tuples().all())


def _changes(lexicon: Lexicon, row: RosterRow) -> list[tuple[str, str, str]]:
    """Each changed column with what stands before and after, in words where the column has some."""

    def shown(name: str, text: str) -> str:
        return (lexicon.reader.word(text) if text and name in WORDED | {"level", "kind"} else text) or "–"

    return [
        (lexicon.heading(name), shown(name, before), shown(name, after))
        for name, (before, after) in row.changes.items()
    ]


def _imports_page(desk: Desk, fault: Text | None) -> str:
    sheet = learners_sheet(desk)
    columns = {form: [sheet.lexicon.heading(name) for name in sheet.columns(form)] for form in sheet.forms}
    registers = desk.accounts_of(desk.site.area).registration is not None
    return render_template(
        "rosters/imports.html",
        rows=imports_of(desk),
        columns=columns,
        fault=fault,
        registers=registers,
        kind=request.values.get("kind", "sheet" if registers else "learners"),
    )


def _file(content: bytes, name: str) -> Response:
    return send_file(io.BytesIO(content), as_attachment=True, download_name=name)
