"""Enters the rulebook in the offices' navigation."""

from core.decisions.values import say
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition

PLACE = DeskPlace(
    label=say("Yearly rules"),
    endpoint="rulebook.rules",
    covers=("rulebook.", "drafts."),
    icon="rules",
    rank=33,
    group="place",
)


def init(composed: Composition) -> None:
    """Enter the place."""
    enter_places(composed.desk, [PLACE])
