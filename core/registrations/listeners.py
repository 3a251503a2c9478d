"""What registrations hang into the composition: their place on the desk, where the rules let learners register."""

from core.accounts.service import rules_of
from core.decisions.values import say
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, the_site


def _registers() -> bool:
    return rules_of(the_site()).accounts.registration is not None


PLACE = DeskPlace(
    label=say("Registrations"),
    endpoint="registrations-desk.registrations",
    covers=("registrations-desk.",),
    icon="user",
    rank=32,
    group="people",
    by_rule=_registers,
)


def init(composed: Composition) -> None:
    """Enter the place."""
    enter_places(composed.desk, [PLACE])
