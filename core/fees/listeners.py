"""What fees hang into the composition: whom they hold back, and their place on the desk, where the year's rules know fees."""

from core.accounts.service import rules_of
from core.decisions.values import say
from core.fees.gating import is_released
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
    """Say whom no fee holds back, and enter the place."""
    composed.released = is_released
    enter_places(composed.desk, [PLACE])
