"""What reports hang into the composition: their places on the administrators' desk."""

from core.decisions.values import say
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition

PLACES = (
    DeskPlace(
        label=say("Reports"),
        endpoint="reports.units",
        covers=("reports.", "bulletins.", "report-files.", "letters."),
        icon="report",
        rank=22,
    ),
)


def init(composed: Composition) -> None:
    """Enter the places."""
    enter_places(composed.desk, PLACES)
