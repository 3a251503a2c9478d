"""The public pages of ordering: for a new unit, for one of last year, and an order by its secret link."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.errors import BadInput, NotFound, Refused
from core.fees import service as fees
from core.files.service import BadFile, send, sent_file, takes_file
from core.invoices import service as invoices
from core.ordering import service
from core.ordering.quoting import NOTHING
from core.payments import service as payments
from core.payments.views import notice_url, pay_page
from core.rosters.unit_checks import KINDS
from core.web.access import public
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.site import the_site

blueprint = Blueprint("ordering", __name__, template_folder="templates", url_prefix="/ordering")
MOST_DIGITS = 12


def _applicant() -> service.Applicant:
    service.refuse_closed(the_site())
    return service.Applicant(site=the_site(), from_hash=service.hash_of(request.remote_addr or ""))


@blueprint.get("")
@public
def start() -> str:
    """Say how ordering goes, for a new unit and for one of last year."""
    service.refuse_closed(the_site())
    return render_template("ordering/start.html", fees=fees.fees_of(the_site()))


@blueprint.get("/new")
@public
def new() -> str:
    """Show the form for a new unit."""
    _applicant()
    return _new_page({})


@blueprint.post("/new")
@public
def preview() -> Any:
    """Show the price of what was filled in, to be agreed to; a return from there shows the form again as it was."""
    who, form = _applicant(), request.form
    if "back" in form:
        return _new_page({})
    try:
        read = service.new_unit_of(form, service.regions_of(who.site))
        quote = service.preview_new(who, read)
    except (BadInput, Refused) as fault:
        return _new_page(faults_of(fault)), fault.status
    return _agree_page(read, quote)


@blueprint.post("")
@public
def place() -> Any:
    """Order for a new unit, and lead to the secret link."""
    who, form = _applicant(), request.form
    try:
        read = service.new_unit_of(form, service.regions_of(who.site))
        row = service.apply_new(who, read, _seen(form))
    except (BadInput, Refused) as fault:
        return _new_page(faults_of(fault)), fault.status
    return _placed(row)


@blueprint.get("/renew")
@public
def renewal() -> str:
    """Ask for the code of a unit of last year and the telephone number of its administrator."""
    _applicant()
    return _renew_page({}, None)


@blueprint.post("/renew")
@public
def find() -> Any:
    """Show the price of the roster of a unit of last year, with the form for its invoice."""
    who, form = _applicant(), request.form
    try:
        known = service.find_known(who, form.get("code", "")[:60], form.get("known_phone", "")[:30])
    except BadInput as fault:
        return _renew_page(faults_of(fault), None), fault.status
    return _renew_page({}, known)


@blueprint.post("/renewals")
@public
def renew() -> Any:
    """Order for everybody on the roster of a unit of last year, and lead to the secret link."""
    who, form = _applicant(), request.form
    known = service.find_known(who, form.get("code", "")[:60], form.get("known_phone", "")[:30])
    try:
        row = service.renew(who, known, fees.buyer_of(form), _seen(form))
    except (BadInput, Refused) as fault:
        return _renew_page(faults_of(fault), known), fault.status
    return _placed(row)


@blueprint.get("/<uuid:application>/<token>")
@public
def order(application: UUID, token: str) -> str:
    """Show an order to whoever has its link: what to pay and where, what became of it, and its clocks."""
    return _order_page(service.application_of(application, token), {})


@blueprint.post("/<uuid:application>/<token>/voucher")
@public
@takes_file("voucher", lambda: service.application_of(*_named()))
def voucher(application: UUID, token: str) -> Any:
    """Take the photo or PDF of the remittance voucher."""
    row = service.application_of(application, token)
    try:
        sent = sent_file()
        service.send_voucher(row, sent.stream, sent.filename or "")
    except (BadFile, Refused) as fault:
        return _order_page(row, faults_of(fault)), fault.status
    flash(_("The voucher is sent."), "good")
    return redirect(service.address_of(row))


@blueprint.get("/<uuid:application>/<token>/invoice")
@public
def invoice(application: UUID, token: str) -> Response:
    """Give the issued invoice to whoever has the order's link."""
    row = service.application_of(application, token)
    found = invoices.invoice_of(row.order_id)
    if found is None or not found.code:
        raise NotFound(NOTHING)
    return send(invoices.file_of_invoice(found), save=True)


@blueprint.post("/<uuid:application>/<token>/pay/<channel>")
@public
def pay_online(application: UUID, token: str, channel: str) -> Response:
    """Begin a payment of the applicant's order."""
    row = service.application_of(application, token)
    made = payments.begin_payment(fees.order_of(row.order_id), channel, notice_url(channel))
    return redirect(f"{service.address_of(row)}/pay/{made.id}")


@blueprint.get("/<uuid:application>/<token>/pay/<uuid:payment>")
@public
def payment(application: UUID, token: str, payment: UUID) -> str:
    """Show the QR code of a payment, or what became of it."""
    row = service.application_of(application, token)
    return pay_page(payments.payment_of(row.order_id, payment), service.address_of(row))


@blueprint.post("/<uuid:application>/<token>/pay/<uuid:payment>/ask")
@public
def ask_after(application: UUID, token: str, payment: UUID) -> Response:
    """Ask the payment service at once what became of a payment."""
    row = service.application_of(application, token)
    payments.ask_one(payments.payment_of(row.order_id, payment))
    return redirect(f"{service.address_of(row)}/pay/{payment}")


@blueprint.post("/<uuid:application>/<token>/cancel")
@public
def cancel(application: UUID, token: str) -> Any:
    """Cancel one's own order while nothing is paid."""
    row = service.application_of(application, token)
    try:
        service.give_up(row, the_site(), fees.reason_of(request.form))
    except (BadInput, Refused) as fault:
        return _order_page(row, faults_of(fault)), fault.status
    flash(_("The order is cancelled; its people can be ordered for again."), "good")
    return redirect(service.address_of(row))


@blueprint.post("/<uuid:application>/<token>/sign-in")
@public
def sign_in(application: UUID, token: str) -> str:
    """Show the first administrator's sign-in, once."""
    row = service.application_of(application, token)
    account, password = service.show_sign_in(row)
    return render_template(
        "ordering/sign_in.html", account=account, password=password, address=service.address_of(row)
    )


@blueprint.app_template_global("takes_orders")
def takes_orders() -> bool:
    """Tell whether the site has a page for ordering without an account."""
    found = accounts.rules_of(the_site()).fees
    return found is not None and found.public


def _placed(row: service.UnitApplication) -> Response:
    flash(_("The order is placed. Transfer the sum and name the reference."), "good")
    return redirect(service.address_of(row))


def _new_page(errors: Mapping[str, str]) -> str:
    regions = service.regions_of(the_site())
    return render_template(
        "ordering/new.html",
        regions=list(regions),
        kinds=KINDS,
        most=service.MOST_HEADS,
        errors=errors,
        sent=request.form,
    )


def _agree_page(read: service.NewUnitForm, quote: service.PublicQuote) -> str:
    return render_template(
        "ordering/agree.html", read=read, quote=quote, fees=fees.fees_of(the_site()), sent=request.form
    )


def _renew_page(errors: Mapping[str, str], known: service.Known | None) -> str:
    return render_template(
        "ordering/renew.html", known=known, fees=fees.fees_of(the_site()), errors=errors, sent=request.form
    )


def _order_page(row: service.UnitApplication, errors: Mapping[str, str]) -> str:
    order = fees.order_of(row.order_id)
    area = accounts.unit(order.unit).area
    priced = fees.fees_of(the_site(), area)
    return render_template(
        "ordering/order.html",
        row=row,
        order=order,
        due=fees.due_of(order.id),
        lines=fees.lines_of(order),
        fees=priced,
        promises=list(fees.promises(priced, order.ordered_at.astimezone(the_site().zone).date())),
        open=order.state in fees.OPEN,
        free=fees.free_seats(order),
        invoice=invoices.invoice_of(order.id),
        made=accounts.unit(row.made_unit) if row.made_unit else None,
        address=service.address_of(row),
        errors=errors,
        sent=request.form,
    )


def _named() -> tuple[UUID, str]:
    found: Any = request.view_args
    return found["application"], found["token"]


def _seen(form: Mapping[str, str]) -> fees.Seen:
    return fees.Seen(heads=_whole(form.get("heads", "")), fen=_whole(form.get("fen", "")))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else -1
