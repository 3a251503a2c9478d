"""What finance does: enter what has come in, pay orders from it and by the same act activate their seats, refund."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting
from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.values import say
from core.errors import BadInput, Refused
from core.fees.activation import take_steps
from core.fees.finding import locked
from core.fees.forms import Received
from core.fees.models import OPEN, FeeOrder, FeeReceipt, FeeSeat
from core.fees.money import Movement, due_of, hold_ledger, payers_of, post, rest_of
from core.fees.ordering import end, refuse_ended
from core.tenancy.announce import announce

OTHER_FACTS = say("This number of the bank is entered already, with another sum, day or payer.")
USED_UP = say("The money of this number of the bank is assigned already; nothing was changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What came of a receipt."""

    order: FeeOrder
    due: int
    """What is still missing, in fen."""
    rest: int
    """What the receipt brought too much, in fen."""


def pay_order(by: Acting, order: UUID, received: Received) -> Paid:
    """Pay an order from a receipt as far as either goes, activate its seats when it is paid in full, and commit.

    The bank's number is entered once: the same money for another order is what was left of it. Raises BadInput for a
    number entered with other facts, Refused for an ended order or a receipt that is used up.
    """
    hold_ledger()
    row = locked(by.scope, order)
    refuse_ended(row)
    receipt = _receipt(by, received)
    if not pay_from(by.actor, row, receipt):
        db.session.rollback()
        raise Refused(USED_UP, code="receipt_used_up")
    paid = Paid(order=row, due=due_of(row.id), rest=rest_of(receipt.id))
    db.session.commit()
    tell([row])
    return paid


def pay_from(by: Actor, row: FeeOrder, receipt: FeeReceipt) -> int:
    """Pay an order from a receipt as far as either goes, and activate its seats when it is paid in full.

    In the caller's transaction, who holds the ledger. Returns the fen; 0 when nothing of the receipt is left.
    """
    due = due_of(row.id)
    part = min(rest_of(receipt.id), due)
    if part <= 0:
        return 0
    post(by, Movement(debit="unassigned", credit="owed", fen=part, order=row.id, receipt=receipt.id))
    note(by, "receive_fee", row.reference, fen=str(part), serial=receipt.serial)
    if part == due:
        _activate(by, row)
    return part


def tell(rows: Iterable[FeeOrder]) -> None:
    """Announce what has become of orders that money came in for; called after the commit."""
    for row in rows:
        if row.state == "active":
            announce("fees.activated", order=str(row.id), unit=row.unit)
        elif row.state in OPEN:
            announce("fees.short", order=str(row.id), unit=row.unit, due=str(due_of(row.id)))


def keep_receipt(by: Acting, received: Received) -> None:
    """Enter money that came in and pays nothing yet, in the caller's transaction; it is nobody's until it is assigned."""
    hold_ledger()
    _receipt(by, received)


def refund_order(by: Acting, order: UUID, reason: str) -> int:
    """Note that all that came in for an order was paid back, take its seats back, and commit; returns the fen paid back.

    Raises Refused for an order that has ended or for which nothing came in.
    """
    hold_ledger()
    row = locked(by.scope, order)
    back = row.fen - due_of(row.id)
    if row.state in {"cancelled", "refunded"} or back <= 0:
        raise Refused(say("There is no money of this order to pay back."), code="nothing_to_refund")
    post(by.actor, Movement(debit="fees", credit="owed", fen=row.fen, order=row.id, reason=reason))
    post(by.actor, Movement(debit="owed", credit="bank", fen=back, order=row.id, reason=reason))
    end(row, "refunded", reason)
    note(by.actor, "refund_order", row.reference, reason, fen=str(back))
    db.session.commit()
    announce("fees.refunded", order=str(row.id), unit=row.unit, fen=str(back))
    return back


def pay_back_rest(by: Acting, order: UUID, reason: str) -> int:
    """Note that what the receipts of an order brought too much was paid back, and commit; returns the fen. Raises Refused."""
    hold_ledger()
    row = locked(by.scope, order)
    rests = [(receipt, rest) for receipt in payers_of(row.id) if (rest := rest_of(receipt.id))]
    for receipt, rest in rests:
        back_to = Movement(debit="unassigned", credit="bank", fen=rest, receipt=receipt.id, reason=reason)
        post(by.actor, back_to)
    back = sum(rest for _, rest in rests)
    if not back:
        raise Refused(say("Nothing came in too much for this order."), code="nothing_to_refund")
    note(by.actor, "pay_back_rest", row.reference, reason, fen=str(back))
    db.session.commit()
    return back


def _receipt(by: Acting, received: Received) -> FeeReceipt:
    """The receipt of a bank's number, entered now or before; Refused facts that differ from those entered before."""
    query = sa.select(FeeReceipt).where(FeeReceipt.serial == received.serial)
    known = db.session.scalars(query).one_or_none()
    if known is not None:
        if (known.day, known.fen, known.payer) != (received.day, received.fen, received.payer):
            raise BadInput(OTHER_FACTS, fields={"serial": OTHER_FACTS})
        return known
    row = FeeReceipt(
        serial=received.serial,
        day=received.day,
        fen=received.fen,
        payer=received.payer,
        area=by.site.area,
        at=now(),
        by=by.actor.id,
        by_name=by.actor.name,
    )
    db.session.add(row)
    db.session.flush()
    post(by.actor, Movement(debit="bank", credit="unassigned", fen=row.fen, receipt=row.id))
    return row


def _activate(by: Actor, row: FeeOrder) -> None:
    row.state, row.activated_at = "active", now()
    db.session.execute(sa.update(FeeSeat).where(FeeSeat.order_id == row.id).values(active=True))
    take_steps(by, row)
    note(by, "activate_order", row.reference, heads=str(row.heads))
