"""A learner's objections for programs; the same answers as the pages."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from core.objections import schemas, service
from core.objections.pages import thread_of
from core.objections.views import actor_here
from core.web.access import learner_only
from core.web.errors import line_json
from core.web.i18n import reader
from core.web.site import viewer_here

blueprint = Blueprint("objections-api", __name__, description="What a learner objects to, and the answers")


@blueprint.get("/objections")
@blueprint.response(200, schemas.ObjectionsSchema)
@learner_only
def api_objections() -> dict[str, Any]:
    """List the learner's objections, newest first."""
    return {"objections": [_told(row) for row in service.own_objections(viewer_here().id)]}


@blueprint.post("/objections")
@blueprint.arguments(schemas.RaisedSchema)
@blueprint.response(201, schemas.ThreadSchema)
@learner_only
def api_raise(sent: dict[str, str]) -> dict[str, Any]:
    """Raise an objection; refused while one to the same is not closed, or when too many are not."""
    return _thread(service.raise_objection(actor_here(), **sent))


@blueprint.get("/objections/<uuid:objection>")
@blueprint.response(200, schemas.ThreadSchema)
@learner_only
def api_objection(objection: UUID) -> dict[str, Any]:
    """Show one objection with its lines and messages."""
    return _thread(service.own_objection(viewer_here().id, objection))


@blueprint.post("/objections/<uuid:objection>/messages")
@blueprint.arguments(schemas.WrittenSchema)
@blueprint.response(201, schemas.ThreadSchema)
@learner_only
def api_write(sent: dict[str, str], objection: UUID) -> dict[str, Any]:
    """Add a message to an objection that is not closed."""
    return _thread(service.write_again(actor_here(), objection, sent["text"]))


def _told(row: service.ObjectionRow) -> dict[str, Any]:
    plain = ("id", "year", "about", "key", "state", "outcome", "reason", "raised_at", "closed_at")
    told = {name: getattr(row, name) for name in plain}
    return {**told, "title": reader().text(service.title_of(row))}


def _thread(row: service.ObjectionRow) -> dict[str, Any]:
    thread = thread_of(row)
    return {
        **_told(row),
        "lines": [line_json(line) for line in thread.then],
        "lines_now": [line_json(line) for line in thread.now],
        "messages": thread.messages,
    }
