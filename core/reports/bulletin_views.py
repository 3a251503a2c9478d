"""Bulletins at the desk: the list, one as it was issued, its files, and issuing a new one after looking at it."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.decisions.values import Word, say
from core.errors import BadInput, NotFound
from core.reports import service
from core.reports.bulletins import Wording, bulletin_here, bulletins_here, issue, preview, proposed
from core.reports.docx_file import docx_of
from core.reports.models import Bulletin
from core.reports.official import Document, document_of
from core.reports.pdf_file import pdf_of
from core.reports.sight import may_publish
from core.reports.views import sight_here
from core.web.access import administrator_only, for_work
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.site import the_site, viewer_here

blueprint = for_work("reports")(
    Blueprint("bulletins", __name__, template_folder="templates", url_prefix="/admin/reports/bulletins")
)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


@blueprint.get("")
@administrator_only
def bulletins() -> str:
    """List the bulletins of the place."""
    sight_here()
    rows = bulletins_here(the_site().area)
    return render_template("reports/bulletins.html", rows=rows, may_issue=_may_issue())


@blueprint.get("/new")
@administrator_only
def new() -> str:
    """Show what a bulletin would say, and ask for its wording."""
    return _form({}, {})


@blueprint.post("")
@administrator_only
def issue_now() -> Any:
    """Issue a bulletin."""
    sight, query = _issuing(), service.Query.of(request.form)
    wording = Wording(**{name: request.form.get(name, "") for name in ("title", "issuer", "to", "remarks")})
    try:
        row = issue(accounts.acting(the_site(), viewer_here()), sight, query, wording)
    except BadInput as fault:
        return _form(request.form, faults_of(fault)), fault.status
    flash(_("The bulletin is issued with the number {number}.", number=row.number), "good")
    return redirect(url_for("bulletins.bulletin", bulletin=row.id))


@blueprint.get("/<uuid:bulletin>")
@administrator_only
def bulletin(bulletin: UUID) -> str:
    """Show a bulletin as it was issued."""
    row = _found(bulletin)
    return render_template("reports/bulletin.html", row=row, document=_document(row))


@blueprint.get("/<uuid:bulletin>.docx")
@administrator_only
def docx(bulletin: UUID) -> Response:
    """Give a bulletin as a document to be edited."""
    row = _found(bulletin)
    return _file(docx_of(_document(row)), DOCX, f"{row.title}{row.number}.docx")


@blueprint.get("/<uuid:bulletin>.pdf")
@administrator_only
def pdf(bulletin: UUID) -> Response:
    """Give a bulletin as PDF."""
    row = _found(bulletin)
    return _file(pdf_of(_document(row)), PDF, f"{row.title}{row.number}.pdf")


def _form(sent: Any, errors: Mapping[str, str]) -> str:
    sight, query = _issuing(), service.Query.of(sent or request.args)
    report = preview(sight, query)
    wording = proposed(sight, report.name or viewer_here().unit_name)
    return render_template(
        "reports/new_bulletin.html",
        report=report,
        query=query,
        wording=wording,
        sent=sent,
        errors=errors,
        word=Word,
    )


def _may_issue() -> bool:
    return may_publish(viewer_here(), sight_here().scope)


def _issuing() -> service.Sight:
    if not _may_issue():
        raise NotFound(say("There is nothing at this address."))
    return sight_here()


def _found(bulletin: UUID) -> Bulletin:
    sight_here()
    return bulletin_here(the_site().area, bulletin)


def _document(row: Bulletin) -> Document:
    return document_of(row, the_site().zone)


def _file(content: bytes, kind: str, name: str) -> Response:
    return send_file(BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)
