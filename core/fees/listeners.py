"""What fees hang into the composition: their place on the administrators' desk, where the year's rules know fees."""

from core.accounts.service import rules_of
from core.decisions.values import say
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, the_site

PLACE = DeskPlace(
    label=say("Fees"),
    endpoint="fees.orders",
    covers=("fees.", "finance."),
    icon="file",
    rank=40,
    group="money",
    by_rule=lambda: rules_of(the_site()).fees is not None,
)


def init(composed: Composition) -> None:
    """Enter the place."""
    enter_places(composed.desk, [PLACE])
