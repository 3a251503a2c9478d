"""What cohorts hang into the composition: their place on the desk of those who keep lists."""

from core.accounts.service import rules_of
from core.decisions.values import say
from core.errors import NotFound
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, the_site


def _has_cohorts() -> bool:
    try:
        return rules_of(the_site()).cohorts is not None
    except NotFound:  # the rules are left to the areas
        return False


PLACE = DeskPlace(
    label=say("Cohorts"),
    endpoint="cohorts.lists",
    covers=("cohorts.",),
    icon="people",
    rank=25,
    group="exams",
    by_rule=_has_cohorts,
)


def init(composed: Composition) -> None:
    """Enter the place."""
    enter_places(composed.desk, [PLACE])
