"""What takeovers hang into the composition: a kind of import, and their place on the office's desk."""

from core.decisions.values import say
from core.takeovers.planning import enter_kind
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition

PLACES = (
    DeskPlace(
        label=say("Records of another platform"),
        endpoint="takeovers.takeovers",
        covers=("takeovers.",),
        icon="file",
        rank=47,
        group="people",
    ),
)


def init(composed: Composition) -> None:
    """Enter the kind and the place."""
    enter_kind()
    enter_places(composed.desk, PLACES)
