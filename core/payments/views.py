"""The address that payment services call, and the pages on which a unit's administrator pays by QR code."""

from typing import Any
from uuid import UUID

import segno
import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.decisions.payments import BadNotice
from core.errors import NotFound
from core.fees import service as fees
from core.payments import service
from core.payments.channels import NOTHING
from core.payments.models import OnlinePayment
from core.web.access import administrator_only, public
from core.web.i18n import gettext as _
from core.web.site import composition, the_site, viewer_here

blueprint = Blueprint("payments", __name__, template_folder="templates")
log = structlog.get_logger(__name__)
MOST = 64 * 1024


@blueprint.post("/payments/<channel>/notice")
@public
def notice(channel: str) -> Any:
    """Take a payment service's notice: its signature is what lets it in; one that is not verified changes nothing."""
    try:
        service.take_notice(channel, dict(request.headers), request.get_data()[:MOST])
    except BadNotice as fault:
        log.warning("notice_refused", channel=channel, fault=str(fault)[:40])
        return {"code": "FAIL", "message": str(fault)[:40]}, 401
    return Response(status=204)


@blueprint.post("/admin/fees/<uuid:order>/pay/<channel>")
@administrator_only
def begin(order: UUID, channel: str) -> Response:
    """Begin a payment of an order of the administrator's units."""
    row = _own_order(order)
    made = service.begin_payment(row, channel, notice_url(channel))
    return redirect(url_for("payments.pay", order=order, payment=made.id))


@blueprint.get("/admin/fees/<uuid:order>/pay/<uuid:payment>")
@administrator_only
def pay(order: UUID, payment: UUID) -> str:
    """Show the QR code of a payment, or what became of it."""
    _own_order(order)
    return pay_page(service.payment_of(order, payment), url_for("fees.order", order=order))


@blueprint.post("/admin/fees/<uuid:order>/pay/<uuid:payment>/ask")
@administrator_only
def ask(order: UUID, payment: UUID) -> Response:
    """Ask the payment service at once what became of a payment."""
    _own_order(order)
    service.ask_one(service.payment_of(order, payment))
    return redirect(url_for("payments.pay", order=order, payment=payment))


@blueprint.app_template_global("pays_online")
def pays_online() -> list[str]:
    """Return the names of the channels by which the site's orders can be paid online."""
    return list(service.ready_channels())


@blueprint.app_template_global("odd_payments")
def odd_payments(order: UUID) -> list[OnlinePayment]:
    """Return the payments of an order that finance is to look at."""
    return service.odd_payments(order)


def pay_page(row: OnlinePayment, back: str) -> str:
    """Return the page of a payment for whoever may see its order."""
    if row.state == "paid":
        flash(_("The payment has come in."), "good")
    code = segno.make_qr(row.code, error="m") if row.code else None
    return render_template(
        "payments/pay.html",
        row=row,
        order=fees.order_of(row.order_id),
        qr=str(code.svg_data_uri(border=2, scale=6)) if code else "",
        back=back,
        asks=f"{request.path}/ask",
    )


def notice_url(channel: str) -> str:
    """Return where a service is to send its notices: the site's public address, or the one that the request came to."""
    place = the_site().place
    address = composition().site_address(place) if place is not None else ""
    return f"{address or request.host_url.rstrip('/')}/payments/{channel}/notice"


def _own_order(order: UUID) -> fees.FeeOrder:
    if not viewer_here().may("orders"):
        raise NotFound(NOTHING)
    return fees.order_in(accounts.scope_of(viewer_here()), order).order
