"""A person's own messages: the inbox, one message, marking as read."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.notify import service
from core.web.access import signed_in
from core.web.i18n import gettext as _
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
