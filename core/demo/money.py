"""The demo's orders: those paid long ago for who has studied since, one in every state for the others, and a bank's statement to try.

In the statement stands money that fits, in parts, joint, too little, mistyped, and a stranger's.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

from stdnum.cn import uscc

from core.accounts.service import Acting, NewUnit, Unit, everything, unit
from core.audit.service import Actor
from core.db import now
from core.demo.content import Content
from core.fees import service as fees
from core.fees.service import FeeOrder, Received
from core.invoices.service import Invoice, invoice_of, take_invoices
from core.tenancy.clock import set_clock
from core.web.site import Site

UNITS = Actor(UUID(int=1), "演示单位管理员")
FINANCE = Actor(UUID(int=2), "演示财务人员")
SAMPLES = "samples"
"""The folder of the demo's home that holds files to try."""

LEFT = 2
"""Units that nobody has ordered for, so that visitors can."""

HEAD = "交易日期,交易流水号,借方发生额,贷方发生额,对方户名,对方账号,摘要,附言"
STRANGERS = (
    "{day},{serial}000091,,8600.00,示范文化传播有限公司,6228480000000000091,货款,8 月货款",
    "{day},{serial}000092,25.00,,本行,,手续费,对公账户服务费",
    "{day},{serial}000093,,-300.00,示范培训中心,6228480000000000093,冲正,误入账退回",
)


def rules_have_orders(site: Site) -> bool:
    """Tell whether units order and pay by the rules of a place."""
    rules = site.the_tenant.rules_for(site.year, site.area)
    return rules.fees is not None and rules.fees.payee is not None


def study_waits_for_fees(site: Site) -> bool:
    """Tell whether by the rules of a place nobody studies before their unit has paid."""
    rules = site.the_tenant.rules_for(site.year, site.area)
    return rules.fees is not None and rules.fees.gates


def pay_for_everybody(site: Site, units: Sequence[NewUnit]) -> None:
    """Let the bureaus below the place's own office order for all who are on the roster, pay, and have their invoices."""
    by, at = Acting(site, FINANCE, everything()), now().date()
    bureaus = [one.code for one in units if one.parent == units[0].code and not one.provincial_direct]
    for number, code in enumerate(code for code in bureaus if _may_order(site, code)):
        row = _placed(site, code)
        came = Received(serial=f"{at:%Y%m%d}8{number:05d}", day=at, fen=row.fen, payer=row.title)
        fees.pay_order(by, row.id, came)
        request = invoice_of(row.id)
        if request is not None:
            take_invoices(by, [(f"{row.reference}.xml", BytesIO(_issued(request, number)))])


def _issued(request: Invoice, number: int) -> bytes:
    """An issued invoice as the tax office's XML has it."""
    yuan = f"{request.fen / 100:.2f}"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<EInvoice><EIid>2300000000{number:010d}</EIid><BuyerIdNum>{request.taxpayer}</BuyerIdNum>
<TotaltaxIncludedAmount>{yuan}</TotaltaxIncludedAmount><Remark>{request.request}</Remark></EInvoice>
""".encode()


def order_seats(site: Site, content: Content, begin: datetime, folder: Path) -> None:
    """Let units order and some of them pay, and write the statement that holds the others' money into a folder."""
    codes = [code for code in _leaves(content.units()) if _may_order(site, code)][:-LEFT]
    set_clock(begin - timedelta(days=6))
    late = [_placed(site, code) for code in codes[:2]]
    set_clock(begin - timedelta(days=1))
    orders = [*late, *(_placed(site, code) for code in codes[2:8])]
    _pay(site, orders, begin)
    set_clock(begin)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"对账单-{site.short_name}.csv"
    (folder / name).write_text("\ufeff" + statement_of(orders, begin), encoding="utf-8")


def statement_of(orders: Sequence[FeeOrder], begin: datetime) -> str:
    """Return a statement that pays the open orders, each in another way that units have."""
    day = begin.date().isoformat()
    lines = [
        line
        for way, row in zip(WAYS, [one for one in orders if one.state != "active"], strict=False)
        for line in way(row)
    ]
    numbered = [
        f"{day},{begin:%Y%m%d}{number:06d},,{fen / 100:.2f},{payer},62284800000000{number:05d},转账,{remark}"
        for number, (fen, payer, remark) in enumerate(lines, start=1)
    ]
    return "\r\n".join(
        [HEAD, *numbered, *(line.format(day=day, serial=f"{begin:%Y%m%d}") for line in STRANGERS), ""]
    )


def _leaves(units: Sequence[NewUnit]) -> list[str]:
    above = {one.parent for one in units}
    return [one.code for one in units if one.code not in above]


def _may_order(site: Site, code: str) -> bool:
    return fees.quote_for(site, unit(code)).heads > 0


def _placed(site: Site, code: str) -> FeeOrder:
    row: Unit = unit(code)
    quote = fees.quote_for(site, row)
    buyer = fees.Buyer(
        title=row.name,
        taxpayer=_taxpayer(code),
        email="fapiao@example.com",
        contact="演示联系人",
        phone="0898-00000000",
    )
    seen = fees.Seen(heads=quote.heads, fen=quote.charge.fen)
    return fees.place_order(Acting(site, UNITS, everything()), code, seen, buyer)


def _pay(site: Site, orders: Sequence[FeeOrder], begin: datetime) -> None:
    """One order is paid and active, one has come in by half."""
    by = Acting(site, FINANCE, everything())
    for number, (row, part) in enumerate(zip(orders[2:4], (1, 2), strict=False)):
        came = Received(
            serial=f"{begin:%Y%m%d}9{number:05d}", day=begin.date(), fen=row.fen // part, payer=row.title
        )
        fees.pay_order(by, row.id, came)


def _taxpayer(code: str) -> str:
    base = f"11460000{sum(map(ord, code)) * 7919 % 10**9:09d}"
    return base + uscc.calc_check_digit(base)


Line = tuple[int, str, str]
WAYS: tuple[Callable[[FeeOrder], list[Line]], ...] = (
    lambda row: [(row.fen, row.title, f"学法费 {row.reference}")],
    lambda row: [(row.fen, row.title, row.reference[:-2] + row.reference[-1] + row.reference[-2])],
    lambda row: [(row.fen - row.fen // 2, row.title, row.reference)],
    lambda row: [
        (row.fen // 3, row.title, row.reference),
        (row.fen - row.fen // 3, row.title, row.reference),
    ],
    lambda row: [(row.fen + 1500, f"{row.title}工会委员会", f"{row.reference} 培训费")],
    lambda row: [(row.fen - 500, row.title, f"订单{row.reference}")],
)
"""As it should be; two figures swapped; the half that is missing; two transfers; too much from another account; too little."""
