"""Requests for invoices: made by the act that pays an order, put right before they are issued, taken back with a reason."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting
from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.values import say
from core.errors import BadInput, NotFound, Refused
from core.fees.service import Buyer, FeeOrder, buyer_of, order_of, reason_of
from core.invoices.models import STANDING, Invoice

NONE_HERE = say("There is no such invoice here.")
NOT_OPEN = say("This request has ended or its invoice is issued; nothing was changed.")
NOT_ISSUED = say("This invoice is not issued, or was taken back already; nothing was changed.")


def request_invoice(by: Actor, order: FeeOrder) -> None:
    """Ask for the invoice of an order in the transaction that pays it; nothing when one stands already."""
    standing = sa.select(Invoice.id).where(Invoice.order_id == order.id, Invoice.state.in_(STANDING))
    if db.session.scalar(standing) is None:
        buyer = Buyer(
            title=order.title,
            taxpayer=order.taxpayer,
            email=order.email,
            contact=order.contact,
            phone=order.phone,
        )
        _request(by, order, buyer)


def correct_request(by: Acting, invoice: UUID, sent: Mapping[str, str]) -> Invoice:
    """Put title, taxpayer number and address of a request right before it is issued, with a reason, and commit."""
    row, order = held(by, invoice)
    if row.state != "requested":
        raise Refused(NOT_OPEN, code="not_open")
    buyer, reason = _details(order, sent), reason_of(sent)
    row.title, row.taxpayer, row.email = buyer.title, buyer.taxpayer, buyer.email
    row.exported_at = None
    note(by.actor, "correct_invoice", row.request, reason, title=row.title, taxpayer=row.taxpayer)
    db.session.commit()
    return row


def take_back(by: Acting, invoice: UUID, sent: Mapping[str, str]) -> Invoice:
    """Enter the red-letter invoice that takes an issued one back, ask for another where one is wanted, and commit.

    Raises BadInput naming each wrong field, Refused for one that is not issued. Returns the request that takes its place,
    or the red one where none does.
    """
    row, order = held(by, invoice)
    if row.state != "issued":
        raise Refused(NOT_ISSUED, code="not_issued")
    again = sent.get("again") == "yes"
    red, reason = _red_code(sent), reason_of(sent)
    buyer = _details(order, sent) if again else None
    row.state, row.red_code, row.reason, row.ended_at = "red", red, reason, now()
    db.session.flush()
    note(by.actor, "red_invoice", row.request, reason, code=row.code, red_code=red)
    if buyer is not None:
        row = _request(by.actor, order, buyer)
    db.session.commit()
    return row


def withdraw(order: UUID, reason: str) -> None:
    """Withdraw the request of an order whose money was paid back, and commit; an issued one stays until it is taken back."""
    query = sa.select(Invoice).where(Invoice.order_id == order, Invoice.state == "requested")
    row = db.session.scalars(query.with_for_update()).one_or_none()
    if row is not None:
        row.state, row.reason, row.ended_at = "withdrawn", reason, now()
        db.session.commit()


def held(by: Acting, invoice: UUID) -> tuple[Invoice, FeeOrder]:
    """Return an invoice of a scope with its order, held until the transaction ends; NotFound for every other."""
    query = sa.select(Invoice).where(Invoice.id == invoice).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(NONE_HERE)
    order = order_of(row.order_id)
    if order.unit not in by.scope.units:
        raise NotFound(NONE_HERE)
    return row, order


def _request(by: Actor, order: FeeOrder, buyer: Buyer) -> Invoice:
    row = Invoice(
        order_id=order.id,
        title=buyer.title,
        taxpayer=buyer.taxpayer,
        email=buyer.email,
        fen=order.fen,
        requested_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    note(by, "request_invoice", row.request, order=order.reference, fen=str(row.fen))
    return row


def _details(order: FeeOrder, sent: Mapping[str, str]) -> Buyer:
    return buyer_of({**sent, "contact": order.contact, "phone": order.phone})


def _red_code(sent: Mapping[str, str]) -> str:
    code = sent.get("red_code", "").strip()
    if not (code.isascii() and code.isdigit() and len(code) in {8, 20}):
        text = say("Please give the number of the red-letter invoice: 20 digits, or 8.")
        raise BadInput(text, fields={"red_code": text})
    return code
