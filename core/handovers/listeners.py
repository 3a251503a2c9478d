"""What handovers hang into the composition: their place on the desk, and the successor's task at home."""

from core.decisions.values import Word, say
from core.handovers.service import offered_to
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, HomeTask, Site, Viewer

PLACE = DeskPlace(
    label=say("Handovers"),
    endpoint="handovers.handovers",
    covers=("handovers.",),
    icon="people",
    rank=72,
    group="people",
)


def _offer(viewer: Viewer, _site: Site) -> HomeTask | None:
    row = offered_to(viewer.id)
    if row is None:
        return None
    return HomeTask(
        label=say("A unit is offered to you to look after"),
        url="/handover",
        hint=say("offered by {name}", name=row.proposed_by_name),
        state=Word("handover_proposed"),
    )


def init(composed: Composition) -> None:
    """Enter the place, and what a successor is asked at home."""
    enter_places(composed.desk, [PLACE])
    composed.home_tasks.append(_offer)
