"""Pages of lists from outside: upload, checked preview, entering with progress, what became of each row; templates and the file."""

import io
import re
from datetime import datetime
from uuid import UUID

from flask import redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.decisions.values import say
from core.errors import BadInput, NotFound
from core.files.delivery import send
from core.files.service import file_of, sent_file, takes_file
from core.jobs import job_progress
from core.outside.desk import acting_here, blueprint
from core.outside.importing import (
    Sent,
    apply_later,
    has_failed,
    list_in,
    lists_in,
    preview,
    result_file,
    told_of,
)
from core.outside.lists import Kind, Layout, lexicon_of, write_template
from core.outside.offers import elsewhere_rule, offer_of, offers_of
from core.web.access import administrator_only
from core.web.faults import faults_of
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

SHOWN = 300
"""Rows that a page shows, those that need care first."""

EXAMPLES: dict[Layout, dict[str, str]] = {
    "marks": {"name": "张三", "mark": "86"},
    "answers": {"name": "张三", "paper": "7F3K2M-A", "q1": "A", "q2": "ACD", "q3": "√"},
    "credit": {
        "name": "张三",
        "amount": "4",
        "day": "2024-09-10",
        "reference": "结业证书第 0123 号",
        "note": "线下专题班",
    },
}
LAYOUTS: dict[str, tuple[Layout, Kind]] = {
    "marks": ("marks", "marks"),
    "answers": ("answers", "marks"),
    "credit": ("credit", "credit"),
}
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


@blueprint.get("/outside-lists")
@administrator_only
def lists() -> str:
    """Show the form for a list of marks or of credit, and the lists so far."""
    return _page(_kind(request.args.get("kind", "")), {})


@blueprint.post("/outside-lists")
@administrator_only
@takes_file("marks")
def upload() -> Response | tuple[str, int]:
    """Read a list and show what it would do."""
    kind = _kind(request.form.get("kind", ""))
    try:
        row = preview(acting_here(), viewer_here(), _sent(kind))
    except BadInput as fault:
        return _page(kind, faults_of(fault, "file")), fault.status
    return redirect(url_for("outside.one_list", number=row.id))


@blueprint.get("/outside-lists/<uuid:number>")
@administrator_only
def one_list(number: UUID) -> str:
    """Show what a list would do, or has done, row by row."""
    return _list_page(number, {})


@blueprint.post("/outside-lists/<uuid:number>/apply")
@administrator_only
def apply_list(number: UUID) -> Response | tuple[str, int]:
    """Have a list entered by a worker."""
    form = request.form
    try:
        apply_later(acting_here(), number, form.get("reason", "")[:300], partly=form.get("partly") == "yes")
    except BadInput as fault:
        return _list_page(number, {"reason": reader().text(fault.text)}), fault.status
    return redirect(url_for("outside.one_list", number=number))


@blueprint.get("/outside-lists/<uuid:number>/result.xlsx")
@administrator_only
def list_result(number: UUID) -> Response:
    """Give what became of each row as a spreadsheet, with a comment on each that was refused."""
    return _file(result_file(acting_here(), number, reader()), f"result-{number.hex[:8]}.xlsx")


@blueprint.get("/outside-lists/<uuid:number>/file")
@administrator_only
def list_file(number: UUID) -> Response:
    """Give the list's file as it was sent, the evidence of what was entered."""
    return send(file_of(list_in(acting_here(), number).file), save=True)


@blueprint.get("/outside-templates/<layout>.xlsx")
@administrator_only
def list_template(layout: str) -> Response:
    """Give the spreadsheet that marks, answers or credit are entered in."""
    acting_here()
    if layout not in LAYOUTS:
        raise NotFound(say("There is nothing at this address."))
    own, kind = LAYOUTS[layout]
    lexicon = lexicon_of(kind, reader(), _buckets())
    example = EXAMPLES[own]
    if kind == "credit" and _buckets():
        example = example | {"bucket": reader().word(_buckets()[0])}
    return _file(write_template(own, lexicon, example), f"{layout}-template.xlsx")


def _sent(kind: Kind) -> Sent:
    form, file = request.form, sent_file()
    name = file.filename or ""
    if kind == "credit":
        return Sent(kind=kind, year=the_site().year, name=name, stream=file.stream)
    offer = offer_of(the_site(), viewer_here(), form.get("exam", ""))
    return Sent(
        kind=kind,
        year=offer.rules.year,
        name=name,
        stream=file.stream,
        exam=offer.key,
        sat_at=_moment(form.get("sat_at", "")),
        reference=form.get("reference", ""),
    )


def _moment(text: str) -> datetime | None:
    """An instant as a form's field sends it, on the site's clock."""
    if not MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=the_site().zone)
    except ValueError:
        return None


def _kind(text: str) -> Kind:
    return "credit" if text == "credit" else "marks"


def _buckets() -> tuple[str, ...]:
    found = elsewhere_rule(the_site(), viewer_here())
    return found[1].buckets if found else ()


def _page(kind: Kind, errors: dict[str, str]) -> str:
    rows = lists_in(acting_here(), the_site().year, kind)
    offers = offers_of(the_site(), viewer_here())
    return render_template(
        "outside/lists.html",
        kind=kind,
        rows=rows,
        offers=offers,
        accepted=elsewhere_rule(the_site(), viewer_here()),
        titles={offer.key: offer.exam.title for offer in offers},
        errors=errors,
        sent=request.form,
    )


def _list_page(number: UUID, errors: dict[str, str]) -> str:
    row = list_in(acting_here(), number)
    titles = {offer.key: offer.exam.title for offer in offers_of(the_site(), viewer_here())}
    progress = job_progress(row.progress) if row.progress and row.state == "applying" else None
    return render_template(
        "outside/list.html",
        row=row,
        title=titles.get(row.exam, row.exam),
        rows=told_of(row)[:SHOWN],
        progress=progress,
        failed=has_failed(row),
        errors=errors,
    )


def _file(content: bytes, name: str) -> Response:
    return send_file(io.BytesIO(content), as_attachment=True, download_name=name)
