"""Paid orders with their requests, and invoices as a tax system issues them: PDF, OFD and XML."""

import io
import zipfile

import sqlalchemy as sa
from flask import Flask
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from core.db import db
from core.fees.models import FeeOrder
from core.invoices import service
from core.invoices.models import Invoice
from core.invoices.service import Taken
from tests.core.fees.world import DETAILS, acting_as, ordered, pay

CODE = "24462000000012345678"
TAXPAYER = DETAILS["taxpayer"]


def requested(app: Flask, order: FeeOrder | None = None, serial: str = "B1") -> Invoice:
    """The request of an order that was just paid in full."""
    row = order or ordered(app)
    pay(app, row.id, row.fen, serial)
    return request_of(app, row)


def request_of(app: Flask, order: FeeOrder) -> Invoice:
    with acting_as(app, "office"):
        found = service.invoice_of(order.id)
        assert found is not None
        return found


def reference_of(app: Flask, row: Invoice) -> str:
    with acting_as(app, "office"):
        return db.session.scalars(sa.select(FeeOrder).where(FeeOrder.id == row.order_id)).one().reference


def lines(code: str = CODE, taxpayer: str = TAXPAYER, total: str = "45.00", remark: str = "") -> list[str]:
    return [
        "电子发票（普通发票）",
        f"发票号码： {code}",
        "购买方名称：东省甲局",
        f"统一社会信用代码/纳税人识别号：{taxpayer}",
        f"价税合计（小写）￥{total}",
        f"备注：{remark}",
    ]


def as_pdf(said: list[str]) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.setFont("STSong-Light", 12)
    for number, line in enumerate(said):
        canvas.drawString(60, 760 - 24 * number, line)
    canvas.save()
    return stream.getvalue()


def as_xml(code: str = CODE, taxpayer: str = TAXPAYER, total: str = "45.00", remark: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<EInvoice><Header><EIid>{code}</EIid></Header><EInvoiceData><BuyerInformation>"
        f"<BuyerIdNum>{taxpayer}</BuyerIdNum></BuyerInformation><BasicInformation>"
        f"<TotalTax-includedAmount>{total}</TotalTax-includedAmount></BasicInformation>"
        f"<AdditionalInformation><Remark>{remark}</Remark></AdditionalInformation></EInvoiceData></EInvoice>"
    ).encode()


def as_ofd(said: list[str]) -> bytes:
    texts = "".join(f"<ofd:TextCode>{line}</ofd:TextCode>" for line in said)
    page = f'<?xml version="1.0"?><ofd:Page xmlns:ofd="http://www.ofdspec.org/2016">{texts}</ofd:Page>'
    root = '<?xml version="1.0"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>'
    return zipped({"OFD.xml": root.encode(), "Doc_0/Pages/Page_0/Content.xml": page.encode()})


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return stream.getvalue()


def take(app: Flask, *files: tuple[str, bytes]) -> list[Taken]:
    with acting_as(app, "office") as by:
        return service.take_invoices(by, [(name, io.BytesIO(content)) for name, content in files])


def issued(app: Flask, order: FeeOrder | None = None, serial: str = "B1") -> Invoice:
    row = requested(app, order, serial)
    (taken,) = take(app, (f"{row.request}.pdf", as_pdf(lines())))
    assert taken.invoice is not None, taken.why
    return taken.invoice
