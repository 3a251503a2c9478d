"""Pages of makeup exams for administrators: the list by rule, places for many at once with the result of each, the list as a file."""

import io
from typing import Any

import xlsxwriter
from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.console.makeups import MakeupList, Query, book_chosen, makeup_list, makeups_of, sittings_ahead_of
from core.decisions.values import Word
from core.errors import BadInput
from core.exams.service import chosen_sitting
from core.web.access import administrator_only, for_work
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = for_work("booking")(
    Blueprint("makeups", __name__, template_folder="templates", url_prefix="/admin/makeups")
)
WIDTH = 22


@blueprint.get("")
@administrator_only
def makeups() -> str | Response:
    """Show who may sit a makeup exam and why; with one exam in the year its list at once."""
    exams = _exams()
    query = Query.of(request.args)
    if not query.exam and exams:
        return redirect(url_for("makeups.makeups", exam=next(iter(exams))))
    return _page(_found(query) if exams else None, {})


@blueprint.post("")
@administrator_only
def book() -> str | tuple[str, int]:
    """Book places in a sitting for those chosen, and show what became of each."""
    form, query = request.form, Query.of(request.form)
    by = accounts.acting(the_site(), viewer_here())
    try:
        opens = chosen_sitting(form.get("opens", ""))
        results = book_chosen(
            by, query, opens, form.getlist("picked"), everybody=form.get("all_matching") == "yes"
        )
    except BadInput as fault:
        return _page(_found(query), {"": reader().text(fault.text)}), fault.status
    booked = sum(verdict.met for _, verdict in results)
    return render_template(
        "console/makeup_result.html",
        results=results,
        booked=booked,
        opens=opens,
        query=query,
        masked=accounts.masked,
    )


@blueprint.get("/list.xlsx")
@administrator_only
def sheet() -> Response:
    """Give all that the filters find as a spreadsheet."""
    content = _written(_found(Query.of(request.args)))
    return send_file(io.BytesIO(content), as_attachment=True, download_name="makeup.xlsx")


def _exams() -> dict[str, Any]:
    return makeups_of(accounts.rules_of(the_site()))


def _found(query: Query) -> MakeupList:
    _exams()
    return makeup_list(accounts.scope_of(viewer_here()), the_site(), query)


def _page(found: MakeupList | None, errors: dict[str, str]) -> str:
    ahead = sittings_ahead_of(the_site(), found.query.exam) if found and found.by_administrators else ()
    return render_template(
        "console/makeups.html",
        found=found,
        exams=_exams(),
        ahead=ahead,
        errors=errors,
        word=Word,
        masked=accounts.masked,
        page=request.full_path,
    )


def _written(found: MakeupList) -> bytes:
    """Every cell is a text, so that nothing in it is ever a formula."""
    stream, read = io.BytesIO(), reader()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page, text = book.add_worksheet(), book.add_format({"num_format": "@"})
    heads = [_("Unit"), _("Name"), _("Account number"), _("Group"), _("Why"), _("Booked sitting")]
    page.set_column(0, len(heads) - 1, WIDTH, text)
    for column, head in enumerate(heads):
        page.write_string(0, column, head)
    for number, one in enumerate(found.all, start=1):
        why = "；".join(read.text(line.because) for line in one.lines[:1])
        group, place = (
            (read.word(one.group) if one.group else ""),
            read.moment(one.opens) if one.opens else "",
        )
        cells = [one.unit.name, one.learner.name, one.learner.account, group, why, place]
        for column, cell in enumerate(cells):
            page.write_string(number, column, cell)
    page.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()
