"""What finance decides about money: confirm proposals, assign by hand, undo before activation, pay back what is nobody's.

Confirming is the act that activates. Whoever decides holds the ledger and looks anew: a proposal that is not there any
more, because another has just confirmed it, pays nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting
from core.audit.service import note
from core.db import db
from core.decisions.values import say
from core.errors import BadInput, Refused
from core.fees.finding import locked
from core.fees.matching import Matched, Proposal
from core.fees.models import OPEN, FeeEntry, FeeOrder, FeeReceipt
from core.fees.money import Movement, hold_ledger, post
from core.fees.ordering import refuse_ended
from core.fees.paying import USED_UP, pay_from, tell
from core.fees.proposing import held, matched, receipt_of

CHANGED = say(
    "This has changed meanwhile, perhaps by somebody else of finance; nothing was confirmed. Look again."
)
AT_ONCE = 100
"""Sure proposals that one press confirms: a few seconds of work, so that whoever presses sees what came of it."""

NO_ORDER = say("There is no open order with this reference.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What came of confirming: proposals carried out, those that were not there any more, orders activated, fen."""

    done: int
    gone: int
    activated: int
    fen: int


def confirm(by: Acting, keys: Collection[str]) -> Confirmed:
    """Carry out the proposals with these keys, activate what is paid in full, and commit.

    Raises Refused when none of them is there any more.
    """
    hold_ledger()
    return _carry_out(by, [one for one in matched(by).proposals if one.key in keys], len(set(keys)))


def sure_in(found: Matched, most: int = AT_ONCE) -> list[Proposal]:
    """Return the sure proposals that are confirmed by one press, the oldest money first."""
    return [one for one in found.proposals if one.sure][:most]


def confirm_sure(by: Acting, expected: int, fen: int) -> Confirmed:
    """Carry out the sure proposals, as many as one press confirms, and commit; ``expected`` and ``fen`` say how many there were and their sum.

    Raises Refused when they are others by now.
    """
    hold_ledger()
    sure = sure_in(matched(by))
    if (len(sure), sum(one.fen for one in sure)) != (expected, fen):
        db.session.rollback()
        raise Refused(CHANGED, code="proposals_changed")
    return _carry_out(by, sure, expected)


def assign(by: Acting, receipt: UUID, reference: str) -> FeeOrder:
    """Pay an order that finance names from what is left of a receipt, and commit.

    Raises BadInput for a reference of no open order, Refused for money that is used up.
    """
    hold_ledger()
    found = receipt_of(by, receipt)
    row = _order_named(by, reference)
    if not pay_from(by.actor, row, found.receipt):
        db.session.rollback()
        raise Refused(USED_UP, code="receipt_used_up")
    db.session.commit()
    tell([row])
    return row


def undo(by: Acting, receipt: UUID, order: UUID, reason: str) -> int:
    """Take a receipt's money off an order that is not activated yet, and commit; returns the fen, in suspense again.

    Raises Refused for an order that is activated or ended, or which has nothing of this receipt.
    """
    hold_ledger()
    found = receipt_of(by, receipt)
    row = locked(by.scope, order)
    refuse_ended(row)
    part = _paid(receipt, order)
    if part <= 0:
        raise Refused(say("This order has nothing of this money."), code="nothing_to_undo")
    back = Movement(debit="owed", credit="unassigned", fen=part, order=order, receipt=receipt, reason=reason)
    post(by.actor, back)
    note(by.actor, "undo_match", row.reference, reason, fen=str(part), serial=found.receipt.serial)
    db.session.commit()
    return part


def undoable(receipt: UUID) -> list[tuple[FeeOrder, int]]:
    """Return the orders that are not activated yet and have something of a receipt, with the fen."""
    paid = sa.select(FeeEntry.order_id).where(FeeEntry.receipt == receipt, FeeEntry.order_id.is_not(None))
    orders = sa.select(FeeOrder).where(FeeOrder.id.in_(paid), FeeOrder.state.in_(OPEN))
    rows = db.session.scalars(orders.order_by(FeeOrder.number))
    return [(row, part) for row in rows if (part := _paid(receipt, row.id)) > 0]


def pay_back(by: Acting, receipt: UUID, reason: str) -> int:
    """Note that what of a receipt belongs to no order was paid back, and commit; returns the fen. Raises Refused."""
    hold_ledger()
    found = receipt_of(by, receipt)
    if found.rest <= 0:
        raise Refused(USED_UP, code="receipt_used_up")
    post(
        by.actor,
        Movement(debit="unassigned", credit="bank", fen=found.rest, receipt=receipt, reason=reason),
    )
    note(by.actor, "pay_back_receipt", f"receipt/{found.receipt.serial}", reason, fen=str(found.rest))
    db.session.commit()
    return found.rest


def _carry_out(by: Acting, proposals: Sequence[Proposal], asked: int) -> Confirmed:
    if not proposals:
        db.session.rollback()
        raise Refused(CHANGED, code="proposals_changed")
    receipts = held([money.id for one in proposals for money in one.money])
    rows = [row for one in proposals for row in _pay(by, one, receipts)]
    done = Confirmed(
        done=len(proposals),
        gone=asked - len(proposals),
        activated=sum(row.state == "active" for row in rows),
        fen=sum(one.fen for one in proposals),
    )
    db.session.commit()
    tell(rows)
    return done


def _pay(by: Acting, proposal: Proposal, receipts: Mapping[UUID, FeeReceipt]) -> list[FeeOrder]:
    """Pay the orders of a proposal from its money, one after the other."""
    rows = [locked(by.scope, order.id) for order in proposal.orders]
    for money in proposal.money:
        for row in rows:
            if row.state in OPEN:
                pay_from(by.actor, row, receipts[money.id])
    return rows


def _order_named(by: Acting, reference: str) -> FeeOrder:
    number = reference.strip().rpartition("-")[2]
    query = sa.select(FeeOrder.id, FeeOrder.year).where(
        FeeOrder.number == (int(number) if number.isascii() and number.isdecimal() else 0),
        FeeOrder.state.in_(OPEN),
        FeeOrder.unit.in_(by.scope.units),
    )
    found = db.session.execute(query).one_or_none() if len(number) <= 12 else None  # noqa: PLR2004 (figures of a bigint)
    if found is None or ("-" in reference and not reference.strip().startswith(f"{found.year}-")):
        raise BadInput(NO_ORDER, fields={"reference": NO_ORDER})
    return locked(by.scope, found.id)


def _paid(receipt: UUID, order: UUID) -> int:
    """What of a receipt an order has."""
    signed = sa.case((FeeEntry.credit == "owed", FeeEntry.fen), else_=-FeeEntry.fen)
    query = sa.select(sa.func.coalesce(sa.func.sum(signed), 0))
    return int(db.session.scalar(query.where(FeeEntry.receipt == receipt, FeeEntry.order_id == order)) or 0)
