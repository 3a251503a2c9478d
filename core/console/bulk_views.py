"""Pages of acts on many learners: choosing what to do, the preview, its progress, and the result as a spreadsheet and as slips."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.console import bulk
from core.console.lists import Query
from core.console.models import ACTS
from core.console.slips import slips_of
from core.db import db
from core.decisions.values import Text, say
from core.errors import BadInput
from core.jobs import job_progress
from core.rosters.desk import Desk, desk_of
from core.rosters.kinds import learners_sheet
from core.rosters.people import CLEARED
from core.rosters.unit_changes import today
from core.sheets.book import Book
from core.sheets.lexicon import WHY, Lexicon
from core.web.access import administrator_only
from core.web.faults import faults_of
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = Blueprint("bulk", __name__, template_folder="templates", url_prefix="/admin/bulk-acts")
SAMPLE = 10
LISTED = 200
HEADINGS: Mapping[str, Text] = {
    "account": say("Account number"),
    "name": say("Name"),
    "unit": say("Unit"),
}
UNDONE: Mapping[str, Text] = {
    "deactivate": say("It can be undone: activate them again."),
    "reactivate": say("It can be undone: deactivate them again."),
    "reset": say("It cannot be undone: each has to choose a new password at the next sign-in."),
    "move": say("It can be undone by a transfer back; figures of the days between stay."),
    "set": say("What stood before is in the audit log; it is not put back by itself."),
    "clear": say("What stood before is in the audit log; it is not put back by itself."),
}


def the_desk() -> Desk:
    """Return who looks after learners; NotFound for everybody else."""
    return desk_of(the_site(), viewer_here(), reader())


@blueprint.get("")
@administrator_only
def choose() -> str:
    """Show whom the filters or ticks choose, and what can be done to them."""
    return _page(the_desk(), request.args, {})


@blueprint.post("/preview")
@administrator_only
def preview() -> Any:
    """Show what would be done to how many, before anything is."""
    desk, form = the_desk(), request.form
    try:
        asked = bulk.asked_of(form)
    except BadInput as fault:
        return _page(desk, form, faults_of(fault)), fault.status
    return _page(desk, form, {}, asked)


@blueprint.post("")
@administrator_only
def begin() -> Any:
    """Have it done to those who were shown."""
    desk, form = the_desk(), request.form
    seen = form.get("seen", "")
    try:
        asked = bulk.asked_of(form)
        count = (
            int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < len(str(bulk.MOST)) + 1 else 0
        )
        row = bulk.begin_bulk(desk, asked, _chosen(desk, form), count)
    except BadInput as fault:
        db.session.rollback()
        return _page(desk, form, faults_of(fault)), fault.status
    return redirect(url_for("bulk.one", number=row.id))


@blueprint.get("/<uuid:number>")
@administrator_only
def one(number: UUID) -> str:
    """Show how far an act is, and to whom it could not be done."""
    desk = the_desk()
    row = bulk.bulk_in(desk, number)
    refused = [(who, why) for who, why in bulk.outcomes(desk, row) if why is not None]
    progress = job_progress(row.progress) if row.progress and row.ended_at is None else None
    return render_template(
        "console/bulk_one.html", row=row, refused=refused[:LISTED], progress=progress, undone=UNDONE
    )


@blueprint.get("/<uuid:number>/result.xlsx")
@administrator_only
def result(number: UUID) -> Response:
    """Give everybody with what came of it as a spreadsheet."""
    desk = the_desk()
    book = Book(
        Lexicon(reader(), HEADINGS), reader().word("learners_sheet"), [*HEADINGS, WHY], {"unit": 28, WHY: 50}
    )
    for who, why in bulk.outcomes(desk, bulk.bulk_in(desk, number)):
        cells = {"account": who.learner.account, "name": who.learner.name, "unit": who.unit.name}
        book.row({**cells, WHY: reader().text(why) if why else ""})
    return send_file(BytesIO(book.content()), as_attachment=True, download_name="result.xlsx")


@blueprint.get("/<uuid:number>/slips.pdf")
@administrator_only
def slips(number: UUID) -> Response:
    """Give slips for those whose password was reset."""
    desk = the_desk()
    rows = [who for who, why in bulk.outcomes(desk, bulk.bulk_in(desk, number)) if why is None]
    by = accounts.acting(the_site(), viewer_here())
    content = slips_of(by, rows, reader(), request.host, f"bulk/{number}")
    return send_file(BytesIO(content), as_attachment=True, download_name="slips.pdf")


def _ids(sent: Any) -> list[UUID]:
    found = []
    for text in sent.getlist("learner")[: bulk.MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _chosen(desk: Desk, sent: Any) -> Any:
    return bulk.chosen(desk, Query.of(sent), _ids(sent))


def _page(desk: Desk, sent: Any, errors: Mapping[str, str], asked: bulk.Asked | None = None) -> str:
    sheet, rows, word = learners_sheet(desk), _chosen(desk, sent), reader().word
    return render_template(
        "console/bulk.html",
        rows=rows[:SAMPLE],
        count=len(rows),
        ids=_ids(sent),
        query=Query.of(sent),
        sent=sent,
        errors=errors,
        asked=asked,
        acts=[(name, word(f"bulk_{name}")) for name in ACTS],
        fields=[(name, sheet.lexicon.heading(name)) for name in dict.fromkeys((*bulk.SETTABLE, *CLEARED))],
        undone=UNDONE,
        before=bulk.bulks_in(desk),
        today=today(desk),
    )
