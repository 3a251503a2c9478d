"""What objections hang into the composition: their place on the administrators' desk."""

from core.decisions.values import say
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition

PLACE = DeskPlace(
    label=say("Objections"),
    endpoint="objections-desk.objections",
    covers=("objections-desk.",),
    icon="flag",
    rank=30,
    group="results",
)


def init(composed: Composition) -> None:
    """Enter the place."""
    enter_places(composed.desk, [PLACE])
