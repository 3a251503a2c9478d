"""Urging letters at the desk: the register, choosing units, a sample, sending, reading, acknowledging."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.decisions.values import Word, say
from core.errors import BadInput, NotFound
from core.reports import service
from core.reports.exporting import begin_export
from core.reports.letter_files import file_name, pdf_for
from core.reports.letter_text import COLUMNS, LetterText, letter_text
from core.reports.letter_writing import (
    Wording,
    begin_letters,
    candidates,
    check_letters,
    proposed_letter,
    rule_end,
    sample,
)
from core.reports.letters import LetterQuery, Opened, acknowledge, letter_in, letters_in, open_count, run_in
from core.reports.sight import may_publish
from core.reports.views import sight_here
from core.web.access import administrator_only, for_work
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = for_work("reports", "units")(
    Blueprint("letters", __name__, template_folder="templates", url_prefix="/admin/reports/letters")
)
UNDER = (100, 90, 80, 60, 50, 30)
"""Percent: write to those under it."""


@blueprint.get("")
@administrator_only
def letters() -> str:
    """List the letters that the viewer's units have sent or received."""
    scope, may = sight_here().scope, _may()
    query = LetterQuery.of(request.args, usual="sent" if may else "received")
    found = letters_in(scope, query)
    return render_template("reports/letters.html", found=found, may=may, waiting=open_count(scope))


@blueprint.get("/new")
@administrator_only
def new() -> str:
    """Show which units are behind, and ask what the letter says."""
    return _form({}, {})


@blueprint.post("/new")
@administrator_only
def again() -> str:
    """Show the form again as it was filled in, to change something after the sample."""
    return _form(request.form, {})


@blueprint.post("/sample")
@administrator_only
def show_sample() -> Any:
    """Show the first of the letters as it would be sent."""
    sight, query = _writing(), service.Query.of(request.form)
    picked, wording = request.form.getlist("picked"), _wording()
    try:
        check_letters(sight, picked, wording)
    except BadInput as fault:
        return _form(request.form, faults_of(fault)), fault.status
    row = sample(sight, query, picked[0], wording)
    return render_template(
        "reports/letter_sample.html",
        letter=letter_text(row, the_site().zone),
        row=row,
        columns=COLUMNS,
        count=len(picked),
        sent=request.form,
        picked=picked,
    )


@blueprint.post("")
@administrator_only
def send_now() -> Any:
    """Order the letters."""
    sight, query = _writing(), service.Query.of(request.form)
    by = accounts.acting(the_site(), viewer_here())
    try:
        row = begin_letters(by, sight, query, request.form.getlist("picked"), _wording())
    except BadInput as fault:
        return _form(request.form, faults_of(fault)), fault.status
    return redirect(url_for("letters.run", letter_run=row.id))


@blueprint.get("/runs/<uuid:letter_run>")
@administrator_only
def run(letter_run: UUID) -> str:
    """Show how far an order has come, and its letters."""
    return render_template("reports/letter_run.html", found=run_in(_writing().scope, letter_run))


@blueprint.post("/runs/<uuid:letter_run>/zip")
@administrator_only
def pack(letter_run: UUID) -> Response:
    """Ask for the letters of an order as one file."""
    found = run_in(_writing().scope, letter_run)
    by = accounts.acting(the_site(), viewer_here())
    begin_export(by, str(found.row.id), "letters", "zip", reader().locale)
    return redirect(url_for("report-files.exports"))


@blueprint.get("/<uuid:letter>")
@administrator_only
def letter(letter: UUID) -> str:
    """Show a letter, and to its receiver the form that acknowledges it."""
    return _page(letter_in(sight_here().scope, letter), {})


@blueprint.get("/<uuid:letter>.pdf")
@administrator_only
def pdf(letter: UUID) -> Response:
    """Give a letter as PDF."""
    sight = sight_here()
    row = letter_in(sight.scope, letter).row
    file = BytesIO(pdf_for(row, sight))
    return send_file(file, mimetype="application/pdf", as_attachment=True, download_name=file_name(row))


@blueprint.post("/<uuid:letter>/acknowledge")
@administrator_only
def receive(letter: UUID) -> Any:
    """Acknowledge a letter, with what the unit answers."""
    sight_here()
    by = accounts.acting(the_site(), viewer_here())
    try:
        acknowledge(by, letter, request.form.get("answer", ""))
    except BadInput as fault:
        return _page(letter_in(by.scope, letter), faults_of(fault)), fault.status
    flash(_("The letter is acknowledged; the sender has been told."), "good")
    return redirect(url_for("letters.letter", letter=letter))


def _page(opened: Opened, errors: Mapping[str, str]) -> str:
    text: LetterText = letter_text(opened.row, the_site().zone, names=opened.names)
    return render_template(
        "reports/letter.html", opened=opened, letter=text, columns=COLUMNS, errors=errors, sent=request.form
    )


def _form(sent: Any, errors: Mapping[str, str]) -> str:
    sight, asked = _writing(), sent or request.args
    query = service.Query.of(asked)
    rate, below = asked.get("rate", ""), asked.get("below", "")
    below = int(below) if below in {str(one) for one in UNDER} else UNDER[0]
    report, rows = candidates(sight, query, rate, below)
    return render_template(
        "reports/new_letters.html",
        report=report,
        rows=rows,
        query=query,
        rate=rate if rate in report.rates else "",
        below=below,
        under=UNDER,
        wording=proposed_letter(sight, viewer_here().unit_name),
        end=rule_end(sight),
        sent=sent,
        picked=sent.getlist("picked") if sent else [row.key for row in rows],
        errors=errors,
        word=Word,
    )


def _wording() -> Wording:
    texts = {name: request.form.get(name, "") for name in ("title", "issuer", "due", "asks", "contact")}
    return Wording(**texts, listed=request.form.get("listed") == "yes")


def _may() -> bool:
    return may_publish(viewer_here(), sight_here().scope)


def _writing() -> service.Sight:
    if not _may():
        raise NotFound(say("There is nothing at this address."))
    return sight_here()
