"""The ledger as finance reads it: the balance of each account, which together are nothing, and every movement; also as a spreadsheet."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
import xlsxwriter

from core.accounts.service import Acting
from core.db import db
from core.decisions.values import Text, Word, say
from core.fees.models import ACCOUNTS, FeeEntry, FeeOrder, FeeReceipt
from core.fees.money import SIGNED
from core.web.language import Reader
from core.web.paging import Paged, list_address, page_number

MOST_EXPORTED = 200_000
COLUMNS = (
    "number",
    "at",
    "what",
    "debit",
    "credit",
    "sum",
    "order",
    "unit",
    "serial",
    "payer",
    "reason",
    "by",
)
HEADINGS: Mapping[str, Text] = {
    "number": say("No."),
    "at": say("When"),
    "what": say("What"),
    "debit": say("Debit"),
    "credit": say("Credit"),
    "sum": say("Sum in yuan"),
    "order": say("Order number"),
    "unit": say("Unit's code"),
    "serial": say("Number of the bank"),
    "payer": say("Payer"),
    "reason": say("Reason"),
    "by": say("Who"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerQuery:
    """What the address of the ledger asks for: an account, the first and the last day."""

    account: str = ""
    first: date | None = None
    last: date | None = None
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "LedgerQuery":
        """Read an address; what makes no sense is left out."""
        account = sent.get("account", "")
        return cls(
            account=account if account in ACCOUNTS else "",
            first=_day(sent.get("from", "")),
            last=_day(sent.get("to", "")),
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed; another filter begins at the first page."""
        kept = {"account": self.account, "from": self.first or "", "to": self.last or "", "page": 1}
        return list_address(kept | changed)


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement with the order and the receipt that it belongs to."""

    entry: FeeEntry
    order: FeeOrder | None
    receipt: FeeReceipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger(Paged):
    """A page of movements, and what each account has taken in less what it has given out, in fen, over all that match."""

    query: LedgerQuery
    rows: Sequence[Entry]
    total: int
    balances: Mapping[str, int]


def ledger_of(by: Acting, query: LedgerQuery) -> Ledger:
    """Return a page of the ledger of a finance, the newest movement first."""
    counted = sa.select(sa.func.count(), *SIGNED.values()).where(*_conditions(by, query))
    sums = db.session.execute(counted).one()
    page = (
        _matching(by, query)
        .order_by(FeeEntry.number.desc())
        .limit(Ledger.size)
        .offset((query.page - 1) * Ledger.size)
    )
    return Ledger(
        query=query,
        rows=[Entry(*one) for one in db.session.execute(page)],
        total=int(sums[0]),
        balances=dict(zip(SIGNED, map(int, sums[1:]), strict=True)),
    )


def ledger_book(by: Acting, query: LedgerQuery, reader: Reader) -> bytes:
    """Return the movements that match as a spreadsheet, oldest first: sums are numbers, everything else is text."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "constant_memory": True})
    sheet, head = book.add_worksheet(), book.add_format({"bold": True, "bg_color": "#EEF1F4", "bottom": 1})
    money, text = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "@"})
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, reader.text(HEADINGS[name]), head)
        sheet.set_column(column, column, 18)
    for row, one in enumerate(_all(by, query), start=1):
        for column, (name, value) in enumerate(_cells(one, reader).items()):
            if name == "sum":
                sheet.write_number(row, column, one.entry.fen / 100, money)
            else:
                sheet.write_string(row, column, value, text)
    book.close()
    return stream.getvalue()


def _cells(one: Entry, reader: Reader) -> dict[str, str]:
    entry, order, receipt = one.entry, one.order, one.receipt
    return {
        "number": str(entry.number),
        "at": entry.at.astimezone(reader.zone).strftime("%Y-%m-%d %H:%M"),
        "what": reader.text(Word(f"money_{entry.debit}_{entry.credit}")),
        "debit": reader.text(Word(f"ledger_{entry.debit}")),
        "credit": reader.text(Word(f"ledger_{entry.credit}")),
        "sum": "",
        "order": order.reference if order else "",
        "unit": order.unit if order else "",
        "serial": receipt.serial if receipt else "",
        "payer": receipt.payer if receipt else "",
        "reason": entry.reason,
        "by": entry.by_name,
    }


def _all(by: Acting, query: LedgerQuery) -> Iterator[Entry]:
    rows = db.session.execute(_matching(by, query).order_by(FeeEntry.number).limit(MOST_EXPORTED))
    return (Entry(*one) for one in rows)


def _matching(by: Acting, query: LedgerQuery) -> sa.Select[Any]:
    order = sa.and_(FeeOrder.tenant == FeeEntry.tenant, FeeOrder.id == FeeEntry.order_id)
    receipt = sa.and_(FeeReceipt.tenant == FeeEntry.tenant, FeeReceipt.id == FeeEntry.receipt)
    found = (
        sa.select(FeeEntry, FeeOrder, FeeReceipt).outerjoin(FeeOrder, order).outerjoin(FeeReceipt, receipt)
    )
    return found.where(*_conditions(by, query))


def _conditions(by: Acting, query: LedgerQuery) -> Iterator[sa.ColumnElement[bool]]:
    """What a movement must be, said of its own columns alone: sums are taken without a join, which would lose movements."""
    orders = sa.select(FeeOrder.id).where(FeeOrder.unit.in_(by.scope.units))
    receipts = sa.select(FeeReceipt.id).where(FeeReceipt.area == by.site.area)
    yield sa.or_(FeeEntry.order_id.in_(orders), FeeEntry.receipt.in_(receipts))
    if query.account:
        yield sa.or_(FeeEntry.debit == query.account, FeeEntry.credit == query.account)
    if query.first:
        yield FeeEntry.at >= _begin(query.first, by)
    if query.last:
        yield FeeEntry.at < _begin(query.last + timedelta(days=1), by)


def _begin(day: date, by: Acting) -> datetime:
    return datetime.combine(day, time(), by.site.zone)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1 < found.year < 9999 else None  # noqa: PLR2004 (a day later must be a day too)
