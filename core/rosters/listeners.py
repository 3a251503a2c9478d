"""What rosters hang into the composition: their place on the administrators' desk."""

from core.accounts.service import lies_in, rules_of
from core.decisions.values import say
from core.rosters.handed import sheet_duty
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, the_site

PLACES = (
    DeskPlace(
        label=say("Transfers"),
        endpoint="transfers.requests",
        covers=("transfers.",),
        icon="people",
        rank=21,
        group="people",
    ),
    DeskPlace(
        label=say("Units"), endpoint="units.tree", covers=("units.",), icon="unit", rank=34, group="people"
    ),
    DeskPlace(
        label=say("Roster import"),
        endpoint="rosters.imports",
        covers=("rosters.",),
        icon="file",
        rank=35,
        group="people",
    ),
    DeskPlace(
        label=say("Roster sheets due"),
        endpoint="sheets-due.due",
        covers=("sheets-due.",),
        icon="wait",
        rank=33,
        by_rule=lambda: any(
            sheet_duty(rules_of(the_site(), place.area)) is not None
            for place in the_site().the_tenant.places.values()
            if lies_in(place.area, the_site().area)
        ),
    ),
)


def init(composed: Composition) -> None:
    """Enter the places."""
    enter_places(composed.desk, PLACES)
