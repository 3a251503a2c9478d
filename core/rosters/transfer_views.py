"""Pages of transfers at the administrators' desk: asking, what waits for an answer, answering, taking back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.accounts.service import unit
from core.db import db
from core.decisions.values import say
from core.errors import BadInput, NotFound
from core.rosters import transfer_lists, transfers
from core.rosters.desk import Desk, desk_of
from core.rosters.unit_changes import today
from core.web.access import administrator_only
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = Blueprint("transfers", __name__, template_folder="templates", url_prefix="/admin/people")
LONGEST_NUMBER = 18


def the_desk() -> Desk:
    """Return who looks after learners; NotFound for everybody else."""
    return desk_of(the_site(), viewer_here(), reader())


@blueprint.get("/transfers")
@administrator_only
def requests() -> str:
    """List the transfers that concern the administrator's units, those that wait for their answer first."""
    return _list_page(the_desk(), {})


@blueprint.get("/transfer")
@administrator_only
def ask() -> str:
    """Show the form that asks for a learner's transfer."""
    return _form_page(the_desk(), {})


@blueprint.post("/transfer")
@administrator_only
def take() -> Any:
    """Ask for a learner's transfer."""
    desk = the_desk()
    try:
        row = transfers.ask_transfer(desk, request.form)
    except BadInput as fault:
        db.session.rollback()
        return _form_page(desk, faults_of(fault)), fault.status
    flash(reader().text(SAID[row.state]), "good")
    return redirect(url_for("transfers.requests"))


@blueprint.post("/transfers/<number>/answer")
@administrator_only
def answer(number: str) -> Any:
    """Confirm or refuse what the other side has asked for."""
    desk, form = the_desk(), request.form
    try:
        accept = form.get("act") == "confirm"
        transfers.answer_transfer(desk, _number(number), accept=accept, reason=form.get("reason", "")[:500])
    except BadInput as fault:
        db.session.rollback()
        return _list_page(desk, faults_of(fault)), fault.status
    flash(_("The other side has been told."), "good")
    return redirect(url_for("transfers.requests"))


@blueprint.post("/transfers/<number>/withdraw")
@administrator_only
def withdraw(number: str) -> Response:
    """Take back an open request of one's own side."""
    transfers.withdraw_transfer(the_desk(), _number(number))
    flash(_("The request is withdrawn."), "good")
    return redirect(url_for("transfers.requests"))


SAID = {
    "asked": say("The request is sent; the other unit is asked to confirm it."),
    "waiting": say("The transfer is entered and takes effect on its day."),
    "done": say("Moved. Study and results go along; figures of days before stay with the unit left."),
}
"""What the page says after asking, by the state that the request is in."""


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER):
        raise NotFound(transfers.NO_REQUEST)
    return int(text)


def _list_page(desk: Desk, errors: dict[str, str]) -> str:
    found = transfer_lists.transfers_in(desk, transfer_lists.Query.of(request.args))
    return render_template("rosters/transfers.html", found=found, errors=errors)


def _form_page(desk: Desk, errors: dict[str, str]) -> str:
    sent = request.form or request.args
    return render_template(
        "rosters/transfer.html", errors=errors, sent=sent, own=unit(desk.unit), today=today(desk)
    )
