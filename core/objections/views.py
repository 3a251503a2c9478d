"""A learner's objections: raising one from the place where something is shown, the list, the thread."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.audit.service import Actor
from core.errors import BadInput
from core.objections import service
from core.objections.pages import thread_of
from core.web.access import learner_only
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.site import viewer_here

blueprint = Blueprint("objections", __name__, template_folder="templates")


@blueprint.get("/objections")
@learner_only
def own() -> str:
    """List the learner's objections with their states."""
    rows = [(row, service.title_of(row)) for row in service.own_objections(viewer_here().id)]
    return render_template("objections/own.html", rows=rows)


@blueprint.get("/objections/new")
@learner_only
def new() -> Any:
    """Show the lines concerned and ask what is wrong; without a subject, let one be chosen."""
    about, key = request.args.get("about", ""), request.args.get("key", "")
    if not about:
        return render_template("objections/choose.html", errors={})
    try:
        subject = service.subject_of(viewer_here().id, about, key)
    except BadInput as fault:
        return render_template("objections/choose.html", errors=faults_of(fault)), fault.status
    known = service.going_on_about(viewer_here().id, subject.about, subject.key)
    if known is not None:
        return redirect(url_for("objections.thread", objection=known.id))
    return _form(subject, "", {})


@blueprint.post("/objections")
@learner_only
def begin() -> Any:
    """Raise an objection."""
    about, key, text = (request.form.get(name, "") for name in ("about", "key", "text"))
    try:
        row = service.raise_objection(actor_here(), about, key, text)
    except BadInput as fault:
        if "text" not in faults_of(fault):
            raise
        subject = service.subject_of(viewer_here().id, about, key)
        return _form(subject, text, faults_of(fault)), fault.status
    flash(_("Your objection is sent. The administrator of your unit answers it here."), "good")
    return redirect(url_for("objections.thread", objection=row.id))


@blueprint.get("/objections/<uuid:objection>")
@learner_only
def thread(objection: UUID) -> str:
    """Show one objection with its lines, its messages and what came of it."""
    return _page(objection, {})


@blueprint.post("/objections/<uuid:objection>/messages")
@learner_only
def write(objection: UUID) -> Any:
    """Add a message."""
    text = request.form.get("text", "")
    try:
        service.write_again(actor_here(), objection, text)
    except BadInput as fault:
        return _page(objection, faults_of(fault), text), fault.status
    return redirect(url_for("objections.thread", objection=objection))


@blueprint.post("/objections/<uuid:objection>/withdraw")
@learner_only
def withdraw(objection: UUID) -> Response:
    """Close an objection that the learner no longer holds."""
    service.withdraw(actor_here(), objection)
    flash(_("Your objection is withdrawn."), "good")
    return redirect(url_for("objections.thread", objection=objection))


def actor_here() -> Actor:
    """Return the learner who looks as one who acts."""
    return Actor(viewer_here().id, viewer_here().name)


def _form(subject: service.Subject, text: str, errors: Any) -> str:
    return render_template(
        "objections/new.html", subject=subject, text=text, errors=errors, longest=service.LONGEST
    )


def _page(objection: UUID, errors: Any, text: str = "") -> str:
    row = service.own_objection(viewer_here().id, objection)
    return render_template(
        "objections/thread.html", thread=thread_of(row), errors=errors, text=text, longest=service.LONGEST
    )
