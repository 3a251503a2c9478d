"""What has happened to a unit's orders, as messages to its administrators: nearest unit first, all of those who order for it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Administrator, Unit
from core.db import db
from core.decisions.charges import FEN
from core.decisions.values import Quantity, Text, say
from core.fees.service import FeeOrder, order_with
from core.notify.posting import Draft
from core.tenancy.announce import Event
from core.web.roles import those_who

Maker: TypeAlias = Callable[[FeeOrder, Event], tuple[Text, Text]]


def for_units(events: Sequence[Event]) -> list[Draft]:
    """Return the messages to those who order for the units that the events are about."""
    return [draft for event in events if (row := order_with(_order(event))) for draft in _drafts(event, row)]


def _order(event: Event) -> UUID:
    return UUID(event.facts["order"])


def _drafts(event: Event, row: FeeOrder) -> Iterator[Draft]:
    title, body = FOR_UNITS[event.name](row, event)
    for administrator in _who_order(row.unit):
        yield Draft(
            kind="fee",
            administrator=administrator,
            title=title,
            body=(body,),
            link=f"/admin/fees/{row.id}",
            once=_once(event, row),
        )


def _once(event: Event, row: FeeOrder) -> str:
    """A part payment may be told again with another sum; everything else happens to an order once."""
    return f"{event.name}/{row.id}/{event.facts.get('due', '')}"


def _who_order(code: str) -> list[UUID]:
    parents = dict(db.session.execute(sa.select(Unit.code, Unit.parent)).tuples().all())
    here: str | None = code
    while here is not None:
        query = sa.select(Administrator.id).where(
            Administrator.unit == here, Administrator.active, Administrator.role.in_(those_who("orders"))
        )
        if found := list(db.session.scalars(query)):
            return found
        here = parents.get(here)
    return []


def _ordered(row: FeeOrder, _event: Event) -> tuple[Text, Text]:
    return (
        say("Your order has been received: {reference}", reference=row.reference),
        say(
            "{count} people, {sum}. Name the reference in the transfer and send the voucher; the page of the order says when its seats are activated.",
            count=row.heads,
            sum=_yuan(row.fen),
        ),
    )


def _short(row: FeeOrder, event: Event) -> tuple[Text, Text]:
    return (
        say("A part of the payment is missing: {reference}", reference=row.reference),
        say(
            "{paid} came in, {due} are still to be paid. The seats are activated when all of it is there.",
            paid=_yuan(row.fen - int(event.facts["due"])),
            due=_yuan(int(event.facts["due"])),
        ),
    )


def _activated(row: FeeOrder, _event: Event) -> tuple[Text, Text]:
    return (
        say("Your order is paid in full: {reference}", reference=row.reference),
        say("{count} seats are active; your people can begin.", count=row.heads),
    )


def _refunded(row: FeeOrder, event: Event) -> tuple[Text, Text]:
    return (
        say("Your order has been refunded: {reference}", reference=row.reference),
        say(
            "{sum} are paid back: {reason}. Its seats are taken back.",
            sum=_yuan(int(event.facts["fen"])),
            reason=row.reason,
        ),
    )


def _yuan(fen: int) -> Quantity:
    return Quantity(fen / FEN, "yuan")


FOR_UNITS: Mapping[str, Maker] = {
    "fees.ordered": _ordered,
    "fees.short": _short,
    "fees.activated": _activated,
    "fees.refunded": _refunded,
}
"""What a unit is told of its orders, by event."""
