"""Notices at the administrators' desk: the list, writing one, its preview, sending, how far it has come, stopping."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.decisions.values import Word
from core.errors import BadInput
from core.notify import service
from core.notify.pages import form_of, units_of
from core.web.access import administrator_only
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.paging import list_address, page_number
from core.web.site import the_site, viewer_here

blueprint = Blueprint("notify-desk", __name__, template_folder="templates", url_prefix="/admin/notices")


@blueprint.get("")
@administrator_only
def campaigns() -> str:
    """List the notices to the administrator's units, newest first."""
    page = page_number(request.args.get("page", "1"))
    rows, total = service.campaigns_in(accounts.scope_of(viewer_here()), page)
    first = (page - 1) * service.PAGE_SIZE + 1 if rows else 0
    return render_template(
        "notify/campaigns.html",
        rows=rows,
        plans=service.plans_in(accounts.scope_of(viewer_here())) if page == 1 else (),
        told_when=service.told_when,
        total=total,
        first=first,
        page=page,
        address=list_address,
        outlined=service.outlined,
    )


@blueprint.get("/new")
@administrator_only
def new() -> str:
    """Show the form of a notice: to whom, and what it says."""
    return _form(form_of(request.args, viewer_here().unit), {})


@blueprint.post("/new")
@administrator_only
def again() -> str:
    """Show the form again as it was filled in, to change something after the preview."""
    return _form(form_of(request.form, viewer_here().unit), {})


@blueprint.post("/preview")
@administrator_only
def preview() -> Any:
    """Show how many would be told, what three of them would read, and a text for the chat group."""
    form = form_of(request.form, viewer_here().unit)
    try:
        asked = service.asked_of(accounts.scope_of(viewer_here()), form)
    except BadInput as fault:
        return _form(form, faults_of(fault)), fault.status
    return _preview(asked, form, {})


@blueprint.post("/plans")
@administrator_only
def plan() -> Any:
    """Keep a notice that was previewed for its moment."""
    form, by = form_of(request.form, viewer_here().unit), accounts.acting(the_site(), viewer_here())
    try:
        asked = service.asked_of(by.scope, form)
    except BadInput as fault:
        return _form(form, faults_of(fault)), fault.status
    try:
        service.plan_campaign(by, asked, service.when_of(request.form))
    except BadInput as fault:
        return _preview(asked, form, faults_of(fault)), fault.status
    flash(_("The notice is planned. You can stop it until it begins."), "good")
    return redirect(url_for("notify-desk.campaigns"))


@blueprint.post("/plans/<uuid:plan>/stop")
@administrator_only
def stop_plan(plan: UUID) -> Response:
    """Stop a planned notice before it begins."""
    service.stop_plan(accounts.acting(the_site(), viewer_here()), plan)
    flash(_("The planned notice is stopped; nobody has been told."), "good")
    return redirect(url_for("notify-desk.campaigns"))


@blueprint.post("")
@administrator_only
def send() -> Any:
    """Send a notice that was previewed."""
    form, by = form_of(request.form, viewer_here().unit), accounts.acting(the_site(), viewer_here())
    try:
        row = service.begin(by, service.asked_of(by.scope, form))
    except BadInput as fault:
        return _form(form, faults_of(fault)), fault.status
    return redirect(url_for("notify-desk.campaign", campaign=row.id))


@blueprint.get("/<uuid:campaign>")
@administrator_only
def campaign(campaign: UUID) -> str:
    """Show how far a notice has come, who has read it, and what became of what left the platform."""
    found = service.result_of(accounts.scope_of(viewer_here()), campaign)
    return render_template("notify/campaign.html", found=found, word=Word, outlined=service.outlined)


@blueprint.get("/<uuid:campaign>/deliveries")
@administrator_only
def deliveries(campaign: UUID) -> str:
    """Show what became of each message outside the site."""
    query = service.DeliveryQuery.of(request.args)
    found = service.deliveries_of(accounts.scope_of(viewer_here()), campaign, query)
    return render_template("notify/deliveries.html", found=found, word=Word)


@blueprint.post("/<uuid:campaign>/retry")
@administrator_only
def try_again(campaign: UUID) -> Response:
    """Have what failed tried again."""
    count = service.try_again(accounts.acting(the_site(), viewer_here()), campaign)
    flash(_("{count} messages are tried again.", count=count), "good")
    return redirect(url_for("notify-desk.deliveries", campaign=campaign))


@blueprint.post("/<uuid:campaign>/stop")
@administrator_only
def stop(campaign: UUID) -> Response:
    """Stop a notice; what has been told stays told."""
    service.stop(accounts.acting(the_site(), viewer_here()), campaign)
    flash(_("The notice is stopped. Who has it already keeps it."), "good")
    return redirect(url_for("notify-desk.campaign", campaign=campaign))


def _preview(asked: service.Asked, form: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    return render_template(
        "notify/preview.html",
        asked=asked,
        form=form,
        found=service.preview(asked),
        anchors=service.anchors_here(the_site().area),
        sent=request.form,
        errors=errors,
        word=Word,
    )


def _form(form: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    scope = accounts.scope_of(viewer_here())
    _unit, group = service.group_of(scope, form)
    return render_template(
        "notify/new.html",
        form=form,
        errors=errors,
        units=units_of(scope),
        templates=service.templates(),
        places=service.places(reader().locale),
        count=service.count_of(group),
        states=service.STATES,
        percents=service.PERCENTS,
        most_subject=service.MOST_SUBJECT,
        most_text=service.MOST_TEXT,
        word=Word,
    )
