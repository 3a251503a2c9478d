"""Pages of finance: statements of the bank, proposals to confirm, money in suspense, the ledger."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts.service import Acting
from core.decisions.stored import restore_text
from core.errors import BadInput
from core.fees import service
from core.fees.views import FINANCE, acting_here, whole
from core.files.service import BadFile, send, sent_file, takes_file
from core.jobs import job_progress
from core.web.access import administrator_only, for_work
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.paging import Paged, list_address, page_number

blueprint = for_work("finance")(
    Blueprint("finance", __name__, template_folder="templates", url_prefix="/admin/finance")
)
TABS = ("sure", "open", "left")


def _acting() -> Acting:
    return acting_here(FINANCE)


@blueprint.get("/statements")
@administrator_only
def statements() -> str:
    """List the statements, with the form for another."""
    return _statements_page({})


@blueprint.post("/statements")
@administrator_only
@takes_file("statement", lambda: acting_here(FINANCE))
def upload() -> Any:
    """Take a statement."""
    by = _acting()
    try:
        sent = sent_file()
        row = service.send_statement(by, sent.stream, sent.filename or "", request.form.get("bank", ""))
    except (BadInput, BadFile) as fault:
        return _statements_page(faults_of(fault)), fault.status
    return redirect(url_for("finance.statement", number=row.id))


@blueprint.get("/statements/<uuid:number>")
@administrator_only
def statement(number: UUID) -> str:
    """Show what came of a statement, or ask which of its columns is which."""
    return _statement_page(number, {})


@blueprint.post("/statements/<uuid:number>/columns")
@administrator_only
def columns(number: UUID) -> Any:
    """Remember the bank's columns and enter the statement."""
    chosen = {field: request.form.get(f"column_{field}", "")[:200] for field in service.FIELDS}
    try:
        service.choose_columns(_acting(), number, request.form.get("bank", ""), chosen)
    except BadInput as fault:
        named = {
            (name if name == "bank" else f"column_{name}" if name else ""): text
            for name, text in faults_of(fault).items()
        }
        return _statement_page(number, named), fault.status
    return redirect(url_for("finance.statement", number=number))


@blueprint.get("/statements/<uuid:number>/file")
@administrator_only
def statement_file(number: UUID) -> Response:
    """Give the file as it was sent; that it was opened is in the audit trail."""
    return send(service.open_statement(_acting(), number))


@blueprint.post("/statements/<uuid:number>/drop")
@administrator_only
def drop(number: UUID) -> Response:
    """Take a statement away that entered nothing."""
    service.drop_statement(_acting(), number)
    flash(_("The statement is taken away; nothing of it was entered."), "good")
    return redirect(url_for("finance.statements"))


@blueprint.get("/matching")
@administrator_only
def matching() -> str:
    """Show what the open money is proposed to pay, and what belongs to nobody."""
    found = service.matched(_acting())
    sure = [one for one in found.proposals if one.sure]
    some: Mapping[str, Sequence[Any]] = {
        "sure": sure,
        "open": [one for one in found.proposals if not one.sure],
        "left": found.left,
    }
    at_once = service.sure_in(found)
    query = TabQuery.of(request.args, "sure" if sure else "open" if some["open"] else "left")
    rows = _searched(some[query.tab], query.search)
    return render_template(
        "finance/matching.html",
        found=TabPage(
            query=query, rows=rows[(query.page - 1) * TabPage.size :][: TabPage.size], total=len(rows)
        ),
        counts={tab: len(some[tab]) for tab in TABS},
        at_once=len(at_once),
        sure_fen=sum(one.fen for one in at_once),
        left_fen=sum(one.fen for one in found.left),
    )


@blueprint.post("/matching")
@administrator_only
def confirm() -> Any:
    """Confirm every sure proposal as it was counted, or those that were picked."""
    by, form = _acting(), request.form
    if form.get("all") == "yes":
        done = service.confirm_sure(by, whole(form.get("count", "")), whole(form.get("fen", "")))
    else:
        done = service.confirm(by, form.getlist("key"))
    flash(
        _(
            "{count} confirmed, {activated} orders paid in full and active.",
            count=done.done,
            activated=done.activated,
        ),
        "good",
    )
    if done.gone:
        flash(_("{count} had changed meanwhile and were left as they are.", count=done.gone), "warn")
    stays = form.get("tab") in TABS and form.get("all") != "yes"
    return redirect(url_for("finance.matching", tab=form.get("tab") if stays else None))


@blueprint.get("/receipts/<uuid:number>")
@administrator_only
def receipt(number: UUID) -> str:
    """Show money that came in, with every movement of it."""
    return _receipt_page(number, {})


@blueprint.post("/receipts/<uuid:number>/assign")
@administrator_only
def assign(number: UUID) -> Any:
    """Pay an order from it that finance names."""
    try:
        row = service.assign(_acting(), number, request.form.get("reference", "")[:40])
    except BadInput as fault:
        return _receipt_page(number, faults_of(fault)), fault.status
    flash(
        _("Paid in full; the seats are active.")
        if row.state == "active"
        else _("Entered; a part is missing."),
        "good",
    )
    return redirect(url_for("finance.receipt", number=number))


@blueprint.post("/receipts/<uuid:number>/undo/<uuid:order>")
@administrator_only
def undo(number: UUID, order: UUID) -> Any:
    """Take it off an order that is not activated yet."""
    try:
        service.undo(_acting(), number, order, _reason("why_undone"))
    except BadInput as fault:
        return _receipt_page(number, faults_of(fault)), fault.status
    flash(_("Undone; the money is in suspense again."), "good")
    return redirect(url_for("finance.receipt", number=number))


@blueprint.post("/receipts/<uuid:number>/pay-back")
@administrator_only
def pay_back(number: UUID) -> Any:
    """Note that what is left of it was paid back."""
    try:
        service.pay_back(_acting(), number, _reason("why_back"))
    except BadInput as fault:
        return _receipt_page(number, faults_of(fault)), fault.status
    flash(_("The refund is entered."), "good")
    return redirect(url_for("finance.receipt", number=number))


@blueprint.get("/ledger")
@administrator_only
def ledger() -> str:
    """Show the balances and every movement."""
    return render_template(
        "finance/ledger.html", found=service.ledger_of(_acting(), service.LedgerQuery.of(request.args))
    )


@blueprint.get("/ledger.xlsx")
@administrator_only
def ledger_file() -> Response:
    """Give the movements that the filter shows as a spreadsheet."""
    book = service.ledger_book(_acting(), service.LedgerQuery.of(request.args), reader())
    return send_file(io.BytesIO(book), as_attachment=True, download_name="ledger.xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class TabQuery:
    """What the address of the proposals asks for."""

    tab: str
    search: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str], usual: str) -> "TabQuery":
        """Read an address; ``usual`` is the tab where it names none."""
        tab = sent.get("tab", "")
        return cls(
            tab=tab if tab in TABS else usual,
            search=sent.get("q", "").strip()[:60],
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed."""
        return list_address({"tab": self.tab, "q": self.search, "page": 1} | changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class TabPage(Paged):
    """A page of proposals or of money in suspense."""

    query: TabQuery
    rows: Sequence[Any]
    total: int


def _searched(rows: Sequence[Any], text: str) -> Sequence[Any]:
    return [one for one in rows if text in _said(one)] if text else rows


def _said(one: Any) -> str:
    """What a proposal or a transfer is found by."""
    if isinstance(one, service.Money):
        return f"{one.payer} {one.remark} {one.fen / 100:.2f}"
    orders = " ".join(f"{order.reference} {' '.join(order.names)}" for order in one.orders)
    return " ".join([orders, *(_said(money) for money in one.money)])


def _reason(name: str) -> str:
    """The reason that a field gives; raises BadInput that names it."""
    try:
        return service.reason_of({"reason": request.form.get(name, "")})
    except BadInput as fault:
        raise BadInput(fault.text, fields={name: fault.text}) from fault


def _statements_page(errors: Mapping[str, str]) -> str:
    return render_template(
        "finance/statements.html",
        found=service.statements_of(_acting(), page_number(request.args.get("page", "1"))),
        banks=list(service.banks_known()),
        sent=request.form,
        errors=errors,
    )


def _statement_page(number: UUID, errors: Mapping[str, str]) -> str:
    row = service.statement_of(_acting(), number)
    head, guess, below = service.head_of_statement(row) if row.state == "columns" else (None, {}, [])
    return render_template(
        "finance/statement.html",
        row=row,
        head=head,
        guess=guess,
        below=below,
        fields=service.FIELDS,
        needed=service.NEEDED,
        progress=job_progress(row.progress) if row.state == "entering" and row.progress else None,
        fault=restore_text(row.fault),
        sent=request.form,
        errors=errors,
    )


def _receipt_page(number: UUID, errors: Mapping[str, str]) -> str:
    by = _acting()
    found = service.receipt_of(by, number)
    return render_template(
        "finance/receipt.html",
        row=found.receipt,
        rest=found.rest,
        movements=service.movements_of_receipt(number),
        undoable=service.undoable(number),
        orders=service.open_orders(by)[:200],
        sent=request.form,
        errors=errors,
    )
