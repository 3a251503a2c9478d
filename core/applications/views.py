"""A learner's exemptions: the reasons with what the record says, applying, answering, withdrawing, the evidence."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.applications import pages
from core.audit.service import Actor
from core.decisions.values import say
from core.errors import BadInput, Refused
from core.exams.service import case_of
from core.exemptions import service
from core.files.service import send, takes_file
from core.web.access import learner_only
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.site import viewer_here

blueprint = Blueprint("exemptions", __name__, template_folder="templates")


@blueprint.get("/exemptions")
@learner_only
def own() -> str:
    """List the learner's exemptions, and the year's reasons with what the record says of each."""
    case = case_of(viewer_here().id)
    rows = pages.own_rows(viewer_here().id, case)
    offers, mine = pages.offers_of(case, rows), pages.applies(case, "learner")
    return render_template("applications/own.html", rows=rows, offers=offers, mine=mine)


@blueprint.get("/exemptions/new")
@learner_only
def new() -> str:
    """Ask for evidence and a remark, below what the record says."""
    return _form(request.args.get("reason", ""), {})


@blueprint.post("/exemptions")
@learner_only
@takes_file(service.PURPOSE)
def begin() -> Any:
    """Apply."""
    asked, case = pages.application_sent(unit=False), case_of(viewer_here().id)
    if not pages.applies(case, "learner"):
        raise Refused(say("Your unit applies for exemptions this year."), code="unit_applies")
    try:
        row = service.apply_for(case, viewer_here().id, actor_here(), asked)
    except BadInput as fault:
        return _form(asked.reason, faults_of(fault)), fault.status
    flash(_("Your application is sent."), "good")
    return redirect(url_for("exemptions.one", exemption=row.id))


@blueprint.get("/exemptions/<uuid:exemption>")
@learner_only
def one(exemption: UUID) -> str:
    """Show one application: where it stands, what is next, its evidence, and every step so far."""
    return _page(exemption, {})


@blueprint.post("/exemptions/<uuid:exemption>/answer")
@learner_only
@takes_file(service.PURPOSE)
def answer(exemption: UUID) -> Any:
    """Add what was missing."""
    row = service.own_exemption(viewer_here().id, exemption, locked=True)
    try:
        service.answer(row, actor_here(), request.form.get("remark", ""), pages.files_sent())
    except BadInput as fault:
        return _page(exemption, faults_of(fault)), fault.status
    flash(_("What you added is sent to those who review."), "good")
    return redirect(url_for("exemptions.one", exemption=exemption))


@blueprint.post("/exemptions/<uuid:exemption>/withdraw")
@learner_only
def withdraw(exemption: UUID) -> Response:
    """Take an application back."""
    service.withdraw(service.own_exemption(viewer_here().id, exemption, locked=True), actor_here())
    flash(_("Your application is withdrawn."), "good")
    return redirect(url_for("exemptions.one", exemption=exemption))


@blueprint.get("/exemptions/<uuid:exemption>/files/<uuid:file>")
@learner_only
def evidence(exemption: UUID, file: UUID) -> Response:
    """Give out a file of the learner's own application; the reading is in the audit log."""
    row = service.own_exemption(viewer_here().id, exemption)
    return send(service.read_evidence(row, file, actor_here()))


def actor_here() -> Actor:
    """Return the learner who looks as one who acts."""
    return Actor(viewer_here().id, viewer_here().name)


def _form(reason: str, errors: Mapping[str, str]) -> str:
    case = case_of(viewer_here().id)
    offer = pages.offer_named(case, pages.own_rows(viewer_here().id, case), reason)
    mine = pages.applies(case, "learner")
    return render_template(
        "applications/new.html", offer=offer, mine=mine, errors=errors, longest=service.LONGEST
    )


def _page(exemption: UUID, errors: Mapping[str, str]) -> str:
    held = pages.shown(service.own_exemption(viewer_here().id, exemption))
    return render_template("applications/one.html", held=held, errors=errors, longest=service.LONGEST)
