"""An order of the eastern unit u1, which has three learners, and those who act upon it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from flask import Flask

from core.accounts.service import Acting
from core.fees import service
from core.fees.models import FeeOrder, FeeStatement
from core.fees.service import Paid
from tests.core.files import samples
from tests.core.objections.world import administrator
from tests.sites import scope_of_site

DETAILS = {
    "title": "东省甲局",
    "taxpayer": "11460000008173629F",
    "email": "cw@example.com",
    "contact": "钱四",
    "phone": "0898-65000000",
}


BANK = "海岛银行"
HEAD = "交易日期,交易流水号,借方发生额,贷方发生额,余额,对方户名,对方账号,摘要,附言"
COLUMNS = {
    "day": "交易日期",
    "income": "贷方发生额",
    "outgoing": "借方发生额",
    "payer": "对方户名",
    "account": "对方账号",
    "serial": "交易流水号",
    "remark": "附言",
    "note": "摘要",
}


@contextmanager
def acting_as(app: Flask, account: str = "a1") -> Iterator[Acting]:
    with scope_of_site(app, "east") as site:
        yield administrator(site, account)


def ordered(app: Flask, account: str = "a1", unit: str = "u1", heads: int = 3) -> FeeOrder:
    with acting_as(app, account) as by:
        seen = service.Seen(heads=heads, fen=heads * 1500)
        return service.place_order(by, unit, seen, service.buyer_of(DETAILS))


def with_voucher(app: Flask, order: FeeOrder, content: bytes = samples.PDF) -> FeeOrder:
    with acting_as(app) as by:
        return service.send_voucher(by, order.id, io.BytesIO(content), "回单.pdf")


def received(fen: int, serial: str = "B1", payer: str = "东省甲局") -> service.Received:
    return service.Received(serial=serial, day=date(2024, 6, 3), fen=fen, payer=payer)


def pay(app: Flask, order: UUID, fen: int, serial: str = "B1") -> Paid:
    with acting_as(app, "office") as by:
        return service.pay_order(by, order, received(fen, serial))


def state_of(app: Flask, order: UUID) -> str:
    with acting_as(app, "office") as by:
        return service.order_in(by.scope, order).order.state


def statement(*lines: tuple[str, int, str, str]) -> bytes:
    """A bank's statement of money that came in: number, fen, payer and remark of each line."""
    rows = (
        f"2024-06-03,{serial},,{fen / 100:.2f},,{payer},6222,转账,{remark}"
        for serial, fen, payer, remark in lines
    )
    return "\n".join([HEAD, *rows, ""]).encode()


def entered(app: Flask, content: bytes) -> FeeStatement:
    """Send a statement in as finance; the first one's columns are confirmed as they are guessed."""
    with acting_as(app, "office") as by:
        row = service.send_statement(by, io.BytesIO(content), "流水.csv")
        if row.state == "columns":
            row = service.choose_columns(by, row.id, BANK, COLUMNS)
        return row
