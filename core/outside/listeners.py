"""What this domain hangs into the composition: its places on the administrators' desk."""

from core.decisions.values import say
from core.outside.offers import offers_of, printable
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, the_site, viewer_here

PLACES = (
    DeskPlace(
        label=say("Paper exams"),
        endpoint="outside.papers",
        covers=("outside.",),
        icon="print",
        rank=45,
        by_rule=lambda: bool(printable(offers_of(the_site(), viewer_here()))),
    ),
)


def init(composed: Composition) -> None:
    """Enter the places."""
    enter_places(composed.desk, PLACES)
