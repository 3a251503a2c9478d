"""Objections at the administrators' desk: the list, a thread with its explanation, answering, deciding, correcting."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.accounts import service as accounts
from core.errors import BadInput
from core.objections import service
from core.objections.pages import thread_of, unit_of
from core.web.access import administrator_only
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.site import the_site, viewer_here

blueprint = Blueprint(
    "objections-desk", __name__, template_folder="templates", url_prefix="/admin/objections"
)
OUTCOMES: Mapping[str, Literal["upheld", "not_upheld"]] = {"upheld": "upheld", "not_upheld": "not_upheld"}


@blueprint.get("")
@administrator_only
def objections() -> str:
    """List the objections of the administrator's learners, those that wait for an answer first."""
    found = service.objections_in(accounts.scope_of(viewer_here()), service.Query.of(request.args))
    return render_template("objections/list.html", found=found)


@blueprint.get("/<uuid:objection>")
@administrator_only
def objection(objection: UUID) -> str:
    """Show a thread with the lines that the learner reads."""
    return _page(objection, {})


@blueprint.post("/<uuid:objection>/answer")
@administrator_only
def answer(objection: UUID) -> Any:
    """Answer the learner; the objection stays undecided."""
    try:
        service.answer(accounts.acting(the_site(), viewer_here()), objection, request.form.get("text", ""))
    except BadInput as fault:
        return _page(objection, faults_of(fault)), fault.status
    flash(_("Your answer is sent."), "good")
    return redirect(url_for("objections-desk.objection", objection=objection))


@blueprint.post("/<uuid:objection>/decide")
@administrator_only
def decide(objection: UUID) -> Any:
    """Uphold an objection or not, with the reason."""
    outcome = OUTCOMES.get(request.form.get("outcome", ""))
    if outcome is None:
        return _page(objection, {"outcome": _("Please choose whether the learner is right.")}), 400
    by = accounts.acting(the_site(), viewer_here())
    try:
        service.decide(by, objection, outcome, request.form.get("reason", ""))
    except BadInput as fault:
        return _page(objection, faults_of(fault)), fault.status
    flash(_("The objection is decided."), "good")
    return redirect(url_for("objections-desk.objection", objection=objection))


@blueprint.post("/<uuid:objection>/correction")
@administrator_only
def correct(objection: UUID) -> Any:
    """Write what follows from an objection into the study record."""
    by = accounts.acting(the_site(), viewer_here())
    try:
        service.enter_correction(by, objection, request.form)
    except BadInput as fault:
        return _page(objection, faults_of(fault)), fault.status
    flash(_("The correction is entered; the year's result follows it."), "good")
    return redirect(url_for("objections-desk.objection", objection=objection))


def _page(objection: UUID, errors: Mapping[str, str]) -> str:
    held = service.objection_in(accounts.scope_of(viewer_here()), objection)
    thread = thread_of(held.row)
    offers = service.may_correct(held.row) and thread.correction is None
    return render_template(
        "objections/one.html",
        held=held,
        thread=thread,
        errors=errors,
        sent=request.form,
        longest=service.LONGEST,
        own=viewer_here().learner_id == held.row.learner,
        buckets=service.buckets_for(held.row) if offers else (),
        measures=[(one, unit_of(held.row) if one == "study" else one) for one in service.MEASURES],
    )
