"""What ordering hangs into the composition: the unit that a payment opens, and seats for whoever comes onto its roster."""

from collections.abc import Sequence

from core.fees.service import at_activation, seat_newcomers, units_of
from core.ordering.opening import open_unit
from core.tenancy.announce import Event, subscribe, subscribe_all
from core.web.site import Composition

COME_IN = ("learner.changed", "learner.transferred", "learner.reactivated", "registration.entered")


def init(_composed: Composition) -> None:
    """Enter the step, and hear of those who come into a unit."""
    at_activation(open_unit)
    subscribe("roster.entered", _seat_all)
    for event in COME_IN:
        subscribe_all(event, _seat)


def _seat_all(_event: Event) -> None:
    """Whoever was just entered is named by no event of their own."""
    seat_newcomers()


def _seat(events: Sequence[Event]) -> None:
    units = units_of({event.learner for event in events if event.learner})
    if units:
        seat_newcomers(units)
