"""Exemptions at the administrators' desk: the list, the unit's own application, one beside its facts and evidence, deciding, revoking."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.accounts.service import Acting
from core.applications import pages
from core.applications.finding import Query, exemptions_in
from core.decisions.values import Text, say
from core.errors import BadInput, Refused
from core.exams.service import case_of
from core.exemptions import service
from core.files.service import send, takes_file
from core.web.access import administrator_only, for_work
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = for_work("exemptions")(
    Blueprint("exemptions-desk", __name__, template_folder="templates", url_prefix="/admin/exemptions")
)
DECISIONS: Mapping[str, service.Decision] = {"approve": "approve", "return": "return", "refuse": "refuse"}
DONE: Mapping[str, Text] = {
    "reviewed": say("Your level has approved it; it waits for the next."),
    "approved": say("The exemption is approved."),
    "returned": say("The application is returned; the learner reads what is missing."),
    "refused": say("The exemption is refused."),
    "revoked": say("The exemption is revoked."),
}


@blueprint.get("")
@administrator_only
def exemptions() -> str:
    """List the year's exemptions of the administrator's learners, those that wait for a decision first."""
    site = the_site()
    found = exemptions_in(accounts.scope_of(viewer_here()), site.year, Query.of(request.args))
    rules = site.the_tenant.rules_for(site.year, site.area).exemptions
    return render_template("applications/list.html", found=found, reasons=rules.reasons if rules else {})


@blueprint.get("/new/<uuid:learner>")
@administrator_only
@for_work("units")
def new(learner: UUID) -> str:
    """Show the year's reasons with what the learner's record says, or the form for one of them."""
    return _form(learner, request.args.get("reason", ""), {})


@blueprint.post("/new/<uuid:learner>")
@administrator_only
@for_work("units")
@takes_file(service.PURPOSE)
def begin(learner: UUID) -> Any:
    """Apply for a learner, as their unit."""
    by, asked = acting_here(), pages.application_sent(unit=True)
    accounts.learner_in(by.scope, learner)
    case = case_of(learner)
    if not pages.applies(case, "unit"):
        raise Refused(say("Learners apply for exemptions themselves this year."), code="learner_applies")
    try:
        row = service.apply_for(case, learner, by.actor, asked)
    except BadInput as fault:
        return _form(learner, asked.reason, faults_of(fault)), fault.status
    flash(_("The exemption is on file and waits for approval."), "good")
    return redirect(url_for("exemptions-desk.one", exemption=row.id))


@blueprint.get("/<uuid:exemption>")
@administrator_only
def one(exemption: UUID) -> str:
    """Show one application beside what the record says and its evidence."""
    return _page(exemption, {})


@blueprint.post("/<uuid:exemption>/decide")
@administrator_only
def decide(exemption: UUID) -> Any:
    """Approve the next level, return an application for more, or refuse it."""
    by, form = acting_here(), request.form
    row = service.exemption_in(by, exemption)
    decision = DECISIONS.get(form.get("act", ""))
    if decision is None:
        return _page(exemption, {"reason": _("Please choose what to do.")}), BadInput.status
    try:
        case = case_of(row.learner, row.year)
        reason, until = (
            form.get("reason", "")[: service.LONGEST],
            pages.day_sent(form.get("until", ""), "until"),
        )
        row = service.decide(by, exemption, decision, case, reason, until=until)
    except BadInput as fault:
        return _page(exemption, faults_of(fault)), fault.status
    return _done(row)


@blueprint.post("/<uuid:exemption>/answer")
@administrator_only
@for_work("units")
@takes_file(service.PURPOSE)
def answer(exemption: UUID) -> Any:
    """Add evidence that the unit has, or what was missing."""
    by = acting_here()
    row = service.exemption_in(by, exemption, locked=True)
    try:
        service.answer(row, by.actor, request.form.get("remark", ""), pages.files_sent())
    except BadInput as fault:
        return _page(exemption, faults_of(fault)), fault.status
    flash(_("It is added, and waits for the first level."), "good")
    return redirect(url_for("exemptions-desk.one", exemption=exemption))


@blueprint.get("/<uuid:exemption>/revoke")
@administrator_only
def ask_revoke(exemption: UUID) -> str:
    """Say what follows from revoking an exemption, and ask for the reason."""
    return _ask(exemption, {})


@blueprint.post("/<uuid:exemption>/revoke")
@administrator_only
def revoke(exemption: UUID) -> Any:
    """Revoke an approved exemption."""
    try:
        row = service.revoke(acting_here(), exemption, request.form.get("reason", "")[: service.LONGEST])
    except BadInput as fault:
        return _ask(exemption, faults_of(fault)), fault.status
    return _done(row)


@blueprint.get("/<uuid:exemption>/files/<uuid:file>")
@administrator_only
def evidence(exemption: UUID, file: UUID) -> Response:
    """Give out a file to somebody who reviews it; the reading is in the audit log."""
    by = acting_here()
    row = service.exemption_in(by, exemption)
    return send(service.read_evidence(row, file, by.actor))


def acting_here() -> Acting:
    """Return the administrator who looks as one who acts."""
    return accounts.acting(the_site(), viewer_here())


def _done(row: service.ExemptionRow) -> Response:
    flash(reader().text(DONE[row.state]), "good")
    return redirect(url_for("exemptions-desk.one", exemption=row.id))


def _form(learner: UUID, reason: str, errors: Mapping[str, str]) -> str:
    row = accounts.learner_in(acting_here().scope, learner)
    case = case_of(learner)
    rows = pages.own_rows(learner, case)
    return render_template(
        "applications/unit_new.html",
        row=row,
        unit=accounts.unit(row.unit),
        offers=pages.offers_of(case, rows),
        offer=pages.offer_named(case, rows, reason) if reason else None,
        mine=pages.applies(case, "unit"),
        errors=errors,
        longest=service.LONGEST,
    )


def _page(exemption: UUID, errors: Mapping[str, str]) -> str:
    by = acting_here()
    row = service.exemption_in(by, exemption)
    learner, unit = accounts.learner_and_unit(row.learner)
    held = pages.shown(row)
    return render_template(
        "applications/desk_one.html",
        held=held,
        learner=learner,
        unit=unit,
        hindrance=service.hindrance(by, row, held.case),
        errors=errors,
        longest=service.LONGEST,
    )


def _ask(exemption: UUID, errors: Mapping[str, str]) -> str:
    row = service.exemption_in(acting_here(), exemption)
    learner, unit = accounts.learner_and_unit(row.learner)
    if row.state != "approved":
        raise Refused(say("Only an approved exemption can be revoked."), code="not_approved")
    lines = pages.consequences(row)
    return render_template(
        "applications/revoke.html", row=row, learner=learner, unit=unit, lines=lines, errors=errors
    )
