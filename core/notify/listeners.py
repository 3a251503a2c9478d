"""Messages follow what happens: what domains below announce becomes messages."""

from collections.abc import Sequence

from core.decisions.values import say
from core.notify.happenings import FOR_ADMINISTRATORS, MAKERS, drafts_of, for_administrators
from core.notify.posting import post
from core.notify.unit_happenings import FOR_UNITS, for_units
from core.tenancy.announce import Event, subscribe_all
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition

PLACE = DeskPlace(
    label=say("Notices"), endpoint="notify-desk.campaigns", covers=("notify-desk.",), icon="bell", rank=45
)


def init(composed: Composition) -> None:
    """Subscribe to what people are told of, and enter the administrators' place."""
    enter_places(composed.desk, [PLACE])
    for event in MAKERS:
        subscribe_all(event, _tell_learners)
    for event in FOR_ADMINISTRATORS:
        subscribe_all(event, _tell_administrators)
    for event in FOR_UNITS:
        subscribe_all(event, _tell_units)


def _tell_learners(events: Sequence[Event]) -> None:
    post(drafts_of(events))


def _tell_units(events: Sequence[Event]) -> None:
    post(for_units(events))


def _tell_administrators(events: Sequence[Event]) -> None:
    post(for_administrators(events))
