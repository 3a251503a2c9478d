"""Pages of fees: a unit orders, sends its voucher and sees its clocks; the office enters what came in and refunds."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.accounts.service import Acting, Scope
from core.db import now
from core.decisions.charges import FEN, Fees
from core.decisions.values import Quantity, say
from core.errors import BadInput, NotFound
from core.fees import service
from core.files.service import BadFile, send, sent_file, takes_file
from core.holidays.calendar import sources_of, working_days_left
from core.web.access import administrator_only, for_work
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.roles import Work
from core.web.site import the_site, viewer_here

blueprint = for_work("fees")(
    Blueprint("fees", __name__, template_folder="templates", url_prefix="/admin/fees")
)
UNITS: Work = "orders"
FINANCE: Work = "finance"
MOST_DIGITS = 12
NOTHING = say("There is nothing at this address.")


def _the_scope(work: Work = "fees") -> Scope:
    """Those who may, where the year has fees; NotFound for everybody else."""
    if not viewer_here().may(work):
        raise NotFound(NOTHING)
    service.fees_of(the_site())
    return accounts.scope_of(viewer_here())


def acting_here(work: Work = "fees") -> Acting:
    """Return who acts; NotFound for everybody who may not."""
    _the_scope(work)
    return accounts.acting(the_site(), viewer_here())


@blueprint.get("")
@administrator_only
def orders() -> str:
    """List the orders of the administrator's units."""
    scope, fees = _the_scope(), service.fees_of(the_site())
    found = service.orders_in(scope, service.Query.of(request.args), _late_before(fees))
    finance = viewer_here().may(FINANCE)
    return render_template(
        "fees/orders.html",
        found=found,
        finance=finance,
        due_day=_due_day(fees),
        today=_today(),
        left=working_days_left,
    )


@blueprint.get("/new")
@administrator_only
def new() -> str:
    """Show the price of those who have no seat yet, with the form for ordering."""
    _the_scope(UNITS)
    return _new_page({})


@blueprint.post("")
@administrator_only
def place() -> Any:
    """Order for them."""
    by, form = acting_here(UNITS), request.form
    try:
        buyer = service.buyer_of(form)
        seen = service.Seen(heads=whole(form.get("heads", "")), fen=whole(form.get("fen", "")))
        row = service.place_order(by, viewer_here().unit, seen, buyer)
    except BadInput as fault:
        return _new_page(faults_of(fault)), fault.status
    flash(_("The order is placed. Transfer the sum and name the reference."), "good")
    return redirect(url_for("fees.order", order=row.id))


@blueprint.get("/<uuid:order>")
@administrator_only
def order(order: UUID) -> str:
    """Show an order: its price, the account to pay to, its clocks, and every movement of money."""
    return _order_page(order, {})


@blueprint.post("/<uuid:order>/voucher")
@administrator_only
@takes_file("voucher", lambda: _the_scope(UNITS))
def voucher(order: UUID) -> Any:
    """Take the photo or PDF of the remittance voucher."""
    try:
        sent = sent_file()
        service.send_voucher(acting_here(UNITS), order, sent.stream, sent.filename or "")
    except BadFile as fault:
        return _order_page(order, faults_of(fault)), fault.status
    flash(_("The voucher is sent."), "good")
    return redirect(url_for("fees.order", order=order))


@blueprint.get("/<uuid:order>/voucher")
@administrator_only
def voucher_file(order: UUID) -> Response:
    """Give the voucher to those who see the order; that it was opened is in the audit trail."""
    return send(service.open_voucher(acting_here(), order))


@blueprint.post("/<uuid:order>/cancel")
@administrator_only
def cancel(order: UUID) -> Any:
    """Cancel an order that is not paid."""
    by = acting_here()
    try:
        service.cancel_order(by, order, service.reason_of(request.form))
    except BadInput as fault:
        return _order_page(order, faults_of(fault)), fault.status
    flash(_("The order is cancelled; its people can be ordered for again."), "good")
    return redirect(url_for("fees.order", order=order))


@blueprint.post("/<uuid:order>/receipts")
@administrator_only
def receive(order: UUID) -> Any:
    """Pay an order from money that the bank says has come in."""
    by = acting_here(FINANCE)
    try:
        received = service.received_of(request.form, _today())
        paid = service.pay_order(by, order, received)
    except BadInput as fault:
        return _order_page(order, faults_of(fault)), fault.status
    flash(
        _("Paid in full; the seats are active.") if not paid.due else _("Entered; a part is missing."), "good"
    )
    return redirect(url_for("fees.order", order=order))


@blueprint.post("/<uuid:order>/refund")
@administrator_only
def refund(order: UUID) -> Any:
    """Note that money was paid back: all of an order's, or what came in too much."""
    by, act = acting_here(FINANCE), REFUNDS.get(request.form.get("what", ""), service.refund_order)
    try:
        act(by, order, service.reason_of(request.form))
    except BadInput as fault:
        return _order_page(order, faults_of(fault)), fault.status
    flash(_("The refund is entered."), "good")
    return redirect(url_for("fees.order", order=order))


@blueprint.app_template_filter("yuan")
def yuan(fen: int) -> Quantity:
    """Return fen as a sum in yuan."""
    return Quantity(Decimal(fen) / FEN, "yuan")


REFUNDS = {"rest": service.pay_back_rest}


def _new_page(errors: Mapping[str, str]) -> str:
    unit = accounts.unit(viewer_here().unit)
    return render_template(
        "fees/new.html",
        unit=unit,
        quote=service.quote_for(the_site(), unit),
        fees=service.fees_of(the_site(), unit.area),
        errors=errors,
        sent=request.form,
    )


def _order_page(order: UUID, errors: Mapping[str, str]) -> str:
    found = service.order_in(_the_scope(), order)
    fees = service.fees_of(the_site(), found.unit.area)
    placed = found.order.ordered_at.astimezone(the_site().zone).date()
    receipts = service.receipts_of(order)
    payers = service.payers_of(order)
    return render_template(
        "fees/order.html",
        found=found,
        row=found.order,
        unit=found.unit,
        due=found.due,
        rest=sum(service.rest_of(receipt.id) for receipt in payers),
        lines=service.lines_of(found.order),
        fees=fees,
        promises=list(service.promises(fees, placed)),
        movements=service.movements_of(order),
        serials={receipt.id: receipt for receipt in receipts},
        open=found.order.state in service.OPEN,
        finance=viewer_here().may(FINANCE),
        today=_today(),
        left=working_days_left,
        notices=_notices(fees, placed),
        errors=errors,
        sent=request.form,
    )


def _notices(fees: Fees, placed: date) -> tuple[str, ...]:
    """The State Council's notices that the days of an order's promises were counted by."""
    lasts = [promise.last for _name, promise in service.promises(fees, placed)]
    return sources_of(placed, max(lasts, default=placed))


def _late_before(fees: Fees) -> datetime | None:
    """The moment from before which open orders are late."""
    day = service.late_before(fees, _today())
    return datetime.combine(day, time(), the_site().zone) if day else None


def _due_day(fees: Fees) -> Callable[[datetime], date | None]:
    """The last day on which an order of a moment is to be activated, and None where nothing is promised."""

    def due(ordered_at: datetime) -> date | None:
        promise = dict(service.promises(fees, ordered_at.astimezone(the_site().zone).date())).get(
            "activation"
        )
        return promise.last if promise else None

    return due


def _today() -> Any:
    return now().astimezone(the_site().zone).date()


def whole(text: str) -> int:
    """Return a whole number that a form sends; -1 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else -1
