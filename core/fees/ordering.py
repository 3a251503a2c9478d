"""What a unit does: order for its roster, send the voucher of its transfer, cancel what is not paid."""

from dataclasses import dataclass
from typing import IO, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from core.accounts.service import Acting, rules_of, unit_in
from core.audit.service import note
from core.db import db, now
from core.decisions.stored import store_line
from core.decisions.values import say
from core.errors import NotFound, Refused
from core.fees.finding import locked, order_in
from core.fees.forms import Buyer
from core.fees.models import OPEN, FeeOrder, FeeSeat
from core.fees.money import Movement, due_of, hold_ledger, post
from core.fees.quoting import Quote, quote_for
from core.files.service import StoredFile, file_of, forget_file, keep_file
from core.tenancy.announce import announce

CHANGED = say("The roster or an order of it has changed meanwhile. Please look at the price again.")
NOTHING = say("Everybody on your roster is ordered for, or others pay for them.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The price that the one who orders has seen and agreed to."""

    heads: int
    fen: int


def place_order(by: Acting, unit: str, seen: Seen, buyer: Buyer) -> FeeOrder:
    """Order seats for everybody of a unit's roster who has none, at the price that was shown, and commit.

    Raises Refused when there is nobody to order for, or when the price is another by now.
    """
    row = enter_order(by, unit, seen, buyer)
    db.session.commit()
    announce("fees.ordered", order=str(row.id), unit=row.unit)
    return row


def enter_order(by: Acting, unit: str, seen: Seen, buyer: Buyer) -> FeeOrder:
    """Do the same in the caller's transaction."""
    quote = quote_for(by.site, unit_in(by.scope, unit))
    if not quote.heads:
        raise Refused(NOTHING, code="nothing_to_order")
    if (quote.heads, quote.charge.fen) != (seen.heads, seen.fen):
        raise Refused(CHANGED, code="price_changed")
    row = _row(by, unit, quote, buyer)
    db.session.add(row)
    db.session.flush()
    _take_seats(row, quote)
    post(by.actor, Movement(debit="owed", credit="fees", fen=row.fen, order=row.id))
    note(by.actor, "place_order", row.reference, heads=str(row.heads), fen=str(row.fen), unit=unit)
    return row


def send_voucher(by: Acting, order: UUID, stream: IO[bytes], name: str) -> FeeOrder:
    """Keep the photo or PDF of a remittance voucher in place of the one before, and commit.

    Raises BadFile for what is neither, Refused for an order that is paid or ended.
    """
    row = locked(by.scope, order)
    refuse_ended(row)
    before, row.voucher = row.voucher, keep_file(stream, name, "voucher", by.actor).id
    row.state, row.voucher_at = "voucher_sent", now()
    if before is not None:
        forget_file(before)
    note(by.actor, "send_voucher", row.reference)
    db.session.commit()
    return row


def open_voucher(by: Acting, order: UUID) -> StoredFile:
    """Return an order's voucher, and commit that it was opened and by whom; NotFound without one."""
    row = order_in(by.scope, order).order
    if row.voucher is None:
        raise NotFound(say("There is no voucher yet."))
    file = file_of(row.voucher)
    note(by.actor, "open_voucher", row.reference)
    db.session.commit()
    return file


def cancel_order(by: Acting, order: UUID, reason: str) -> FeeOrder:
    """Cancel an order for which no money has come in, give its seats back, and commit; raises Refused."""
    hold_ledger()
    row = locked(by.scope, order)
    refuse_ended(row)
    if due_of(row.id) != row.fen:
        raise Refused(say("Money has come in for this order; it can be refunded."), code="partly_paid")
    post(by.actor, Movement(debit="fees", credit="owed", fen=row.fen, order=row.id, reason=reason))
    end(row, "cancelled", reason)
    note(by.actor, "cancel_order", row.reference, reason)
    db.session.commit()
    announce("fees.cancelled", order=str(row.id), unit=row.unit)
    return row


def end(row: FeeOrder, state: Literal["cancelled", "refunded"], reason: str) -> None:
    """End an order and free its seats, in the caller's transaction."""
    row.state, row.reason, row.ended_at = state, reason, now()
    db.session.execute(sa.delete(FeeSeat).where(FeeSeat.order_id == row.id))


def refuse_ended(row: FeeOrder) -> None:
    """Raise Refused for an order that is paid, cancelled or refunded."""
    if row.state not in OPEN:
        raise Refused(say("This order is paid or ended; nothing was changed."), code="order_ended")


def _row(by: Acting, unit: str, quote: Quote, buyer: Buyer) -> FeeOrder:
    return FeeOrder(
        unit=unit,
        year=rules_of(by.site, unit_in(by.scope, unit).area).year,
        heads=quote.heads,
        fen=quote.charge.fen,
        lines=[store_line(line) for line in quote.charge.lines],
        title=buyer.title,
        taxpayer=buyer.taxpayer,
        email=buyer.email,
        contact=buyer.contact,
        phone=buyer.phone,
        ordered_at=now(),
        ordered_by=by.actor.id,
        ordered_by_name=by.actor.name,
    )


def _take_seats(row: FeeOrder, quote: Quote) -> None:
    """Two who order at once wait here for each other; the second finds the seats taken and gets nothing."""
    seats = [
        {"tenant": row.tenant, "learner": one, "year": row.year, "order_id": row.id, "active": False}
        for one in quote.learners
    ]
    taken = db.session.execute(insert(FeeSeat).on_conflict_do_nothing().returning(FeeSeat.learner), seats)
    if len(taken.all()) != quote.heads:
        db.session.rollback()
        raise Refused(CHANGED, code="price_changed")
