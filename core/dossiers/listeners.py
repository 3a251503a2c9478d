"""What dossiers hang into the composition: the archives' place on the desk."""

from core.decisions.values import say
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition

PLACE = DeskPlace(
    label=say("Unit archives"),
    endpoint="dossiers.archives",
    covers=("dossiers.archives",),
    icon="file",
    rank=82,
    group="results",
)


def init(composed: Composition) -> None:
    """Enter the place."""
    enter_places(composed.desk, [PLACE])
