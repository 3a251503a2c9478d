"""What rosters hang into the composition: their place on the administrators' desk."""

from core.decisions.values import say
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition

PLACES = (
    DeskPlace(
        label=say("Transfers"), endpoint="transfers.requests", covers=("transfers.",), icon="people", rank=21
    ),
    DeskPlace(label=say("Units"), endpoint="units.tree", covers=("units.",), icon="unit", rank=34),
    DeskPlace(
        label=say("Roster import"), endpoint="rosters.imports", covers=("rosters.",), icon="file", rank=35
    ),
)


def init(composed: Composition) -> None:
    """Enter the places."""
    enter_places(composed.desk, PLACES)
