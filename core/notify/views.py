"""A person's own messages: the inbox, one message, marking as read, and how they want to be told."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import BadInput
from core.notify import service
from core.web.access import learner_only, signed_in
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import viewer_here

blueprint = Blueprint("notify", __name__, template_folder="templates", url_prefix="/messages")


@blueprint.get("")
@signed_in
def inbox() -> str:
    """Show the viewer's messages, newest first."""
    found = service.inbox_of(viewer_here(), service.Query.of(request.args))
    return render_template("notify/inbox.html", found=found, kinds=service.KINDS)


@blueprint.get("/<uuid:message>")
@signed_in
def message(message: UUID) -> str:
    """Show one message, which is read by that."""
    return render_template("notify/message.html", message=service.read(viewer_here(), message))


@blueprint.post("/<uuid:message>/read")
@signed_in
def read(message: UUID) -> Response:
    """Mark one message as read without opening it, and stay on the list."""
    service.read(viewer_here(), message)
    return redirect(url_for("notify.inbox") + service.Query.of(request.form).here)


@blueprint.post("/read")
@signed_in
def read_all() -> Response:
    """Mark everything as read, or everything of one kind."""
    query = service.Query.of(request.form)
    count = service.read_all(viewer_here(), query.kind)
    flash(_("{count} messages are marked as read.", count=count), "good")
    return redirect(url_for("notify.inbox") + query.here)


@blueprint.get("/settings")
@learner_only
def settings() -> str:
    """Show how the learner is told, and let them choose."""
    return _settings_page({})


@blueprint.post("/settings")
@learner_only
def choose() -> Response:
    """Keep whether reminders leave the inbox."""
    service.choose(viewer_here().id, reminders=request.form.get("reminders") == "yes")
    flash(_("Your choice is saved."), "good")
    return redirect(url_for("notify.settings"))


@blueprint.post("/settings/code")
@learner_only
def ask_code() -> Response:
    """Send a code to the learner's address."""
    service.ask_code(viewer_here().id)
    flash(_("A code is on its way to your address. Type it below."), "good")
    return redirect(url_for("notify.settings"))


@blueprint.post("/settings/confirm")
@learner_only
def confirm() -> Any:
    """Confirm the address by the code."""
    try:
        service.confirm(viewer_here().id, request.form.get("code", "")[:20])
    except BadInput as fault:
        return _settings_page({"code": reader().text(fault.text)}), fault.status
    flash(_("Your address is confirmed."), "good")
    return redirect(url_for("notify.settings"))


def _settings_page(errors: Mapping[str, str]) -> str:
    return render_template("notify/settings.html", told=service.told_by(viewer_here().id), errors=errors)
