"""What the pages of exemptions hang into the composition: their place on the administrators' desk."""

from core.decisions.values import say
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, the_site


def _people_decide() -> bool:
    """Where no reason waits for anybody's approval there is nothing to review."""
    site = the_site()
    rules = site.the_tenant.rules_for(site.year, site.area).exemptions
    return rules is not None and any(rule.approval for rule in rules.reasons.values())


PLACE = DeskPlace(
    label=say("Exemptions"),
    endpoint="exemptions-desk.exemptions",
    covers=("exemptions-desk.", "exemptions-inspection."),
    icon="check",
    rank=28,
    group="people",
    by_rule=_people_decide,
)


def init(composed: Composition) -> None:
    """Enter the place."""
    enter_places(composed.desk, [PLACE])
