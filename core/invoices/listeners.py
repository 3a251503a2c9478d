"""What invoices hang into the composition: a request with every payment in full, none for money paid back, their place on the desk."""

from uuid import UUID

from core.accounts.service import rules_of
from core.decisions.values import say
from core.fees.service import at_activation, order_of
from core.invoices.requesting import request_invoice, withdraw
from core.tenancy.announce import Event, subscribe
from core.web.desk import DeskPlace, enter_places
from core.web.site import Composition, the_site

PLACE = DeskPlace(
    label=say("Invoices"),
    endpoint="invoices.invoices",
    covers=("invoices.",),
    icon="file",
    rank=41,
    group="money",
    by_rule=lambda: rules_of(the_site()).fees is not None,
)


def init(composed: Composition) -> None:
    """Enter the step and the place, and hear of refunds."""
    at_activation(request_invoice)
    subscribe("fees.refunded", _withdraw)
    enter_places(composed.desk, [PLACE])


def _withdraw(event: Event) -> None:
    order = order_of(UUID(event.facts["order"]))
    withdraw(order.id, order.reason)
