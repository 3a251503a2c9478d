"""What this domain hangs into the composition: its places on the administrators' desk."""

from core.decisions.values import say
from core.outside.offers import elsewhere_rule, offers_of, printable
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, the_site, viewer_here

PLACES = (
    DeskPlace(
        label=say("Paper exams"),
        endpoint="outside.papers",
        covers=("outside.papers", "outside.print_now", "outside.printing", "outside.paper_file"),
        icon="print",
        rank=45,
        by_rule=lambda: bool(printable(offers_of(the_site(), viewer_here()))),
    ),
    DeskPlace(
        label=say("Marks and credit from outside"),
        endpoint="outside.lists",
        covers=("outside.lists", "outside.upload", "outside.one_list", "outside.apply_list"),
        icon="file",
        rank=46,
        by_rule=lambda: bool(
            offers_of(the_site(), viewer_here()) or elsewhere_rule(the_site(), viewer_here())
        ),
    ),
)


def init(composed: Composition) -> None:
    """Enter the places."""
    enter_places(composed.desk, PLACES)
