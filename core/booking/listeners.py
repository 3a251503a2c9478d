"""What booking hangs into the composition: its place on the administrators' desk."""

from core.booking.sight import has_bookings
from core.decisions.values import say
from core.rosters.desk import site_of
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, viewer_here

PLACE = DeskPlace(
    label=say("Exam booking"),
    endpoint="booking.overview",
    covers=("booking.",),
    icon="book",
    rank=24,
    by_rule=lambda: has_bookings(site_of(viewer_here().area)),
)


def init(composed: Composition) -> None:
    """Enter the place."""
    enter_places(composed.desk, [PLACE])
