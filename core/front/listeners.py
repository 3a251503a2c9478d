"""What the public face hangs into the composition: its place on the desk of offices whose place has a site."""

from core.decisions.values import say
from core.front.editing import edits_here
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, the_site, viewer_here

PLACE = DeskPlace(
    label=say("Public pages"),
    endpoint="front-desk.announcements",
    covers=("front-desk.",),
    icon="home",
    rank=85,
    group="place",
    by_rule=lambda: edits_here(viewer_here(), the_site()),
)


def init(composed: Composition) -> None:
    """Enter the place."""
    enter_places(composed.desk, [PLACE])
