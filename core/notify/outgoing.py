"""Which messages leave the platform: a delivery for each channel that reaches the learner."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.decisions.channels import masked_address
from core.notify.models import Delivery
from core.notify.reaching import Reached, channels_of, reached_by, the_tenant
from core.notify.sending import deliver
from core.tenancy.rows import enter_rows

MAY_BE_REFUSED = frozenset({"reminder", "notice"})
"""Kinds that a learner may keep to the inbox of the site; what concerns their own record is always sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message that has been put into an inbox."""

    message: UUID
    learner: UUID | None
    kind: str


def enter_deliveries(posted: Collection[Posted]) -> None:
    """Add a delivery for each message and channel that reaches its learner, and queue the sending; for the caller to commit."""
    if not any(channels_of(place.notices) for place in the_tenant().places.values()):
        return
    known = reached_by({one.learner for one in posted if one.learner})
    rows = [row for one in posted if one.learner in known for row in _rows(one, known[one.learner])]
    if rows:
        enter_rows(Delivery, rows)
        deliver.enqueue()


def _rows(posted: Posted, reached: Reached) -> Iterator[dict[str, Any]]:
    if posted.kind in MAY_BE_REFUSED and not reached.reminders:
        return
    for name, channel in channels_of(the_tenant().place(reached.area).notices):
        address = channel.address(reached.contact)
        if address:
            yield {"message": posted.message, "channel": name, "address": masked_address(address)}
