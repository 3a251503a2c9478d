"""The batch that finance gives to whoever issues invoices: a spreadsheet of requests, every cell text."""

from collections.abc import Mapping

import sqlalchemy as sa

from core.accounts.service import Acting
from core.audit.service import note
from core.db import db, now
from core.decisions.values import Text, say
from core.errors import Refused
from core.fees.service import FeeOrder
from core.invoices.finding import OF_ORDER
from core.invoices.models import Invoice
from core.sheets.book import Book
from core.sheets.lexicon import Lexicon
from core.web.language import Reader

HEADINGS: Mapping[str, Text] = {
    "request": say("Request number"),
    "reference": say("Order number"),
    "title": say("Invoice title"),
    "taxpayer": say("Taxpayer number"),
    "item": say("Item"),
    "count": say("Count"),
    "price": say("Unit price (yuan)"),
    "sum": say("Sum (yuan)"),
    "email": say("E-mail address for the invoice"),
    "remark": say("Remark to print"),
}
MOST = 5000
ITEM = say("Study and service fee, {year}")


def export_batch(by: Acting, reader: Reader, *, again: bool = False) -> bytes:
    """Return the requests that stood in no batch yet, or with ``again`` all open ones, mark them, and commit; Refused for none."""
    query = sa.select(Invoice, FeeOrder).join(FeeOrder, OF_ORDER)
    query = query.where(Invoice.state == "requested", FeeOrder.unit.in_(by.scope.units))
    if not again:
        query = query.where(Invoice.exported_at.is_(None))
    rows = db.session.execute(query.order_by(Invoice.number).limit(MOST).with_for_update(of=Invoice)).all()
    if not rows:
        raise Refused(say("No request waits for a batch."), code="nothing_to_export")
    widths = {"title": 34, "taxpayer": 22, "email": 28, "item": 26, "remark": 24, "request": 16}
    book = Book(Lexicon(reader, HEADINGS), reader.word("invoices_sheet"), list(HEADINGS), widths)
    for row, order in rows:
        book.row(_cells(row, order, reader))
        row.exported_at = now()
    note(by.actor, "export_invoices", "", count=str(len(rows)))
    db.session.commit()
    return book.content()


def _cells(row: Invoice, order: FeeOrder, reader: Reader) -> dict[str, str]:
    whole = row.fen % order.heads == 0
    return {
        "request": row.request,
        "reference": order.reference,
        "title": row.title,
        "taxpayer": row.taxpayer,
        "item": reader.text(Text(ITEM.message, {"year": str(order.year)})),
        "count": str(order.heads) if whole else "1",
        "price": _yuan(row.fen // order.heads if whole else row.fen),
        "sum": _yuan(row.fen),
        "email": row.email,
        "remark": f"{row.request} {order.reference}",
    }


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"
