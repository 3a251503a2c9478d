"""Pages of invoices: finance exports requests, takes issued ones back, corrects and takes back; a unit sees and saves its own."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.accounts.service import Acting, Scope
from core.db import now
from core.decisions.values import say
from core.errors import BadInput, NotFound, Refused
from core.fees.service import fees_of
from core.files.service import send, takes_file
from core.invoices import service
from core.notify.service import mails_about
from core.web.access import administrator_only, for_work
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.roles import Work
from core.web.site import the_site, viewer_here

blueprint = for_work("fees")(
    Blueprint("invoices", __name__, template_folder="templates", url_prefix="/admin/invoices")
)
FINANCE: Work = "finance"
NOTHING = say("There is nothing at this address.")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACTS = {"correct": service.correct_request, "red": service.take_back}


def _the_scope(work: Work = "fees") -> Scope:
    """Those who may, where the year has fees; NotFound for everybody else."""
    if not viewer_here().may(work):
        raise NotFound(NOTHING)
    fees_of(the_site())
    return accounts.scope_of(viewer_here())


def _acting() -> Acting:
    _the_scope(FINANCE)
    return accounts.acting(the_site(), viewer_here())


@blueprint.get("")
@administrator_only
def invoices() -> str:
    """List the invoices of the administrator's units, requests first."""
    return _list_page({}, ())


@blueprint.post("/batch")
@administrator_only
def batch() -> Any:
    """Give the requests that stood in no batch yet as a spreadsheet, or all open ones once more."""
    by = _acting()
    try:
        content = service.export_batch(by, reader(), again=request.form.get("again") == "yes")
    except Refused as fault:
        return _list_page(faults_of(fault), ()), fault.status
    name = f"{reader().word('invoices_sheet')}-{_today():%Y%m%d}.xlsx"
    return send_file(BytesIO(content), mimetype=SHEET, as_attachment=True, download_name=name)


@blueprint.post("/issued")
@administrator_only
@takes_file("invoice", lambda: _the_scope(FINANCE))
def take() -> Any:
    """Take issued invoices back and show what became of each file."""
    by = _acting()
    sent = [(one.filename or "", one.stream) for one in request.files.getlist("file") if one.filename]
    try:
        taken = service.take_invoices(by, sent)
    except BadInput as fault:
        return _list_page(faults_of(fault), ()), fault.status
    return _list_page({}, taken)


@blueprint.get("/<uuid:invoice>")
@administrator_only
def invoice(invoice: UUID) -> str:
    """Show an invoice: what was asked for, what came back, to whom it was mailed."""
    return _invoice_page(invoice, {})


@blueprint.get("/<uuid:invoice>/file")
@administrator_only
def file(invoice: UUID) -> Response:
    """Give the issued invoice to be saved."""
    row = service.invoice_in(_the_scope(), invoice).invoice
    return send(service.file_of_invoice(row), save=True)


@blueprint.post("/<uuid:invoice>/<any(correct, red):act>")
@administrator_only
def change(invoice: UUID, act: str) -> Any:
    """Put a request right before it is issued, or enter the red-letter invoice that takes an issued one back."""
    by = _acting()
    try:
        row = ACTS[act](by, invoice, request.form)
    except (BadInput, Refused) as fault:
        return _invoice_page(invoice, faults_of(fault)), fault.status
    flash(_("Saved."), "good")
    return redirect(url_for("invoices.invoice", invoice=row.id))


@blueprint.post("/<uuid:invoice>/mail")
@administrator_only
def mail(invoice: UUID) -> Response:
    """Mail an issued invoice once more."""
    by = _acting()
    found = service.invoice_in(by.scope, invoice)
    if found.invoice.state != "issued":
        raise Refused(say("There is no issued invoice to be mailed."), code="not_issued")
    service.mail_again(by, found.invoice, found.order)
    flash(_("The invoice is being mailed."), "good")
    return redirect(url_for("invoices.invoice", invoice=invoice))


def _list_page(errors: Mapping[str, str], taken: Any) -> str:
    found = service.invoices_in(_the_scope(), service.Query.of(request.args))
    promised = {row.invoice.id: service.promise_of(the_site(), row.order, _area(row)) for row in found.rows}
    today = _today()
    late = {
        row.invoice.id for row in found.rows if service.is_late(row.invoice, promised[row.invoice.id], today)
    }
    return render_template(
        "invoices/invoices.html",
        found=found,
        promised=promised,
        late=late,
        taken=taken,
        finance=viewer_here().may(FINANCE),
        errors=errors,
    )


def _invoice_page(invoice: UUID, errors: Mapping[str, str]) -> str:
    found = service.invoice_in(_the_scope(), invoice)
    promise = service.promise_of(the_site(), found.order, _area(found))
    return render_template(
        "invoices/invoice.html",
        row=found.invoice,
        order=found.order,
        promise=promise,
        late=service.is_late(found.invoice, promise, _today()),
        mails=mails_about(service.about(invoice)),
        finance=viewer_here().may(FINANCE),
        errors=errors,
        sent=request.form,
    )


def _area(row: Any) -> str:
    return accounts.unit(row.order.unit).area


def _today() -> Any:
    return now().astimezone(the_site().zone).date()
