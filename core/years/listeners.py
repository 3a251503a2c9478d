"""What years hang into the composition: the office's place on the desk."""

from core.decisions.values import say
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, the_site, the_viewer


def _own_place() -> bool:
    """An office opens years on the site of its own place."""
    viewer = the_viewer()
    return viewer is not None and viewer.area == the_site().area


PLACES = (
    DeskPlace(
        label=say("Years"),
        endpoint="years.years",
        covers=("years.",),
        icon="clock",
        rank=75,
        by_rule=_own_place,
    ),
)


def init(composed: Composition) -> None:
    """Enter the place."""
    enter_places(composed.desk, PLACES)
