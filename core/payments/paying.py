"""Beginning a payment, and what a verified notice does: pay the order once, or keep the money for finance to look at."""

import secrets
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, Scope, true_now
from core.audit.service import Actor, note
from core.db import db
from core.decisions.payments import Ask, BadNotice, NoAnswer, Notice
from core.decisions.values import say
from core.errors import NotFound, Unavailable
from core.fees import service as fees
from core.fees.service import FeeOrder, Received
from core.payments.channels import NOTHING, channel_named, settings_of
from core.payments.models import OnlinePayment
from core.rosters.desk import site_of

VALID = timedelta(hours=2)
"""How long the service keeps a QR code."""
PAYER = UUID(int=2)
"""The number under which payment services act; their names tell them apart."""
NO_SERVICE = say("The payment service cannot be reached now. Please try again, or pay by bank transfer.")


def begin_payment(order: FeeOrder, channel: str, notice_url: str) -> OnlinePayment:
    """Have what is due of an order expected by a service, and commit; the QR code of before while it holds.

    Raises Refused for an ended order, Unavailable when the service does not answer.
    """
    fees.refuse_ended(order)
    part, due, at = channel_named(channel), fees.due_of(order.id), true_now()
    known = _still_valid(order.id, channel, due)
    if known is not None:
        return known
    row = OnlinePayment(
        order_id=order.id,
        channel=channel,
        number=f"{order.year}{order.number:06d}{secrets.token_hex(8)}",
        fen=due,
        begun_at=at,
    )
    db.session.add(row)
    db.session.commit()
    ask = Ask(number=row.number, words=order.reference, fen=due, notice_url=notice_url)
    try:
        row.code = part.begin(ask, settings_of(channel), at)
    except (NoAnswer, BadNotice) as fault:
        row.state, row.fault, row.ended_at = "closed", str(fault)[:40], at
        db.session.commit()
        raise Unavailable(NO_SERVICE) from fault
    db.session.commit()
    return row


def take_notice(channel: str, headers: dict[str, str], body: bytes) -> OnlinePayment:
    """Take a notice that came in, and commit; raises BadNotice for one that is not the service's, NotFound for another's payment."""
    return settle(channel, channel_named(channel).read(headers, body, settings_of(channel), true_now()))


def settle(channel: str, told: Notice) -> OnlinePayment:
    """Let what a service says count, once: what was paid stays so, and money that comes for a closed one still counts."""
    fees.hold_ledger()
    query = sa.select(OnlinePayment).where(
        OnlinePayment.number == told.number, OnlinePayment.channel == channel
    )
    row = db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(NOTHING)
    if row.state in {"paid", "odd"} or told.state == "waiting":
        db.session.rollback()
    elif told.state == "paid":
        _paid(row, told)
    else:
        _end(row, "closed", "")
        db.session.commit()
    return row


def odd_payments(order: UUID) -> list[OnlinePayment]:
    """Return the payments of an order that finance is to look at."""
    query = sa.select(OnlinePayment).where(OnlinePayment.order_id == order, OnlinePayment.state == "odd")
    return list(db.session.scalars(query))


def payment_of(order: UUID, payment: UUID) -> OnlinePayment:
    """Return a payment of an order; NotFound for every other."""
    query = sa.select(OnlinePayment).where(OnlinePayment.id == payment, OnlinePayment.order_id == order)
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(NOTHING)
    return row


def _paid(row: OnlinePayment, told: Notice) -> None:
    order, by = _order_and_payer(row)
    row.transaction, row.came_fen = told.transaction, told.fen
    if told.fen != row.fen:
        _odd(row, by, order, "wrong_sum")
        return
    received = Received(
        serial=f"{row.channel}:{told.transaction}",
        day=(told.paid_at or true_now()).astimezone(by.site.zone).date(),
        fen=told.fen,
        payer=row.channel,
    )
    if order.state not in fees.OPEN:
        fees.keep_receipt(by, received)
        _odd(row, by, order, "order_ended")
        return
    _end(row, "paid", "")
    fees.pay_order(by, order.id, received)


def _odd(row: OnlinePayment, by: Acting, order: FeeOrder, fault: str) -> None:
    _end(row, "odd", fault)
    note(by.actor, "odd_payment", order.reference, fault=fault, fen=str(row.came_fen))
    db.session.commit()


def _end(row: OnlinePayment, state: str, fault: str) -> None:
    row.state, row.fault, row.ended_at = state, fault, true_now()  # type: ignore[assignment]


def _order_and_payer(row: OnlinePayment) -> tuple[FeeOrder, Acting]:
    order = fees.order_of(row.order_id, lock=True)
    return order, Acting(site_of(""), Actor(PAYER, row.channel), Scope(frozenset({order.unit})))


def _still_valid(order: UUID, channel: str, due: int) -> OnlinePayment | None:
    query = sa.select(OnlinePayment).where(
        OnlinePayment.order_id == order,
        OnlinePayment.channel == channel,
        OnlinePayment.fen == due,
        OnlinePayment.state == "waiting",
        OnlinePayment.code != "",
        OnlinePayment.begun_at > true_now() - VALID / 2,
    )
    return db.session.scalars(query.limit(1)).first()
