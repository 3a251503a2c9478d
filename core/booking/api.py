"""How full the sittings of an exam are, for programs and for pages that stay fresh."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from core.booking.schemas import SlotSchema
from core.booking.sight import Slot, acting_in, days_of, exam_here
from core.decisions.values import say
from core.web.access import administrator_only, for_work
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = for_work("booking")(
    Blueprint("booking-api", __name__, description="Places in exams, as administrators book them")
)


@blueprint.get("/booking/<exam>/slots")
@blueprint.response(200, SlotSchema(many=True))
@administrator_only
def api_slots(exam: str) -> list[dict[str, Any]]:
    """List an exam's sittings with how many places are taken now, and how many by learners of the administrator."""
    by = acting_in(viewer_here(), the_site(), request.args.get("area"))
    exam_here(by.site, exam)
    return [_shown(slot) for day in days_of(by, exam) for slot in day.slots]


def _shown(slot: Slot) -> dict[str, Any]:
    capacity = slot.sitting.capacity
    text = say("{taken} taken", taken=slot.taken)
    if capacity is not None:
        text = say(
            "{taken} of {capacity} taken, {free} left",
            taken=slot.taken,
            capacity=capacity,
            free=slot.free or 0,
        )
    return {
        "opens": slot.sitting.opens,
        "closes": slot.sitting.closes,
        "capacity": capacity,
        "taken": slot.taken,
        "free": slot.free,
        "own": slot.own,
        "said": reader().text(text),
    }
