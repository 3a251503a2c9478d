"""Pages of cohorts: who sits with which, departments' lists with their people and figures, entering by file or by hand."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.accounts.service import Acting, CohortList, Unit
from core.cohorts import finding, keeping, naming
from core.db import db
from core.decisions.values import Word, say
from core.decisions.year import YearRules
from core.errors import BadInput, NotFound
from core.files.service import sent_file, takes_file
from core.web.access import administrator_only, for_work
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = for_work("cohorts")(
    Blueprint("cohorts", __name__, template_folder="templates", url_prefix="/admin/cohorts")
)
LISTED = 100
"""Refused lines that a page shows; the number of all of them stands above."""


@blueprint.get("")
@administrator_only
def lists() -> str:
    """Show how many sit with which cohort, the departments' lists, and the form for a new one."""
    return _overview({}, {})


@blueprint.post("")
@administrator_only
def begin() -> Response | tuple[str, int]:
    """Begin a list."""
    form = request.form
    _rules()
    try:
        row = keeping.begin_list(_acting(), viewer_here(), _plan(form))
    except BadInput as fault:
        return _overview(form, faults_of(fault)), fault.status
    flash(_("The list is begun; enter units and people now."), "good")
    return redirect(url_for("cohorts.one", number=row.id))


@blueprint.get("/<uuid:number>")
@administrator_only
def one(number: UUID) -> str:
    """Show a list: its figures, its units and people, what was taken off, and the forms for more."""
    return _page(keeping.list_of(viewer_here(), number), {})


@blueprint.post("/<uuid:number>/entries")
@administrator_only
@takes_file("roster")
def enter(number: UUID) -> Response | tuple[str, int]:
    """Enter those whom a file or the form names; with a refused line nobody, unless the sender leaves those out."""
    row, form = keeping.list_of(viewer_here(), number, lock=True), request.form
    try:
        found = naming.read_names(_asked())
        if found.refused and form.get("partly") != "yes":
            return _page(row, {}, found), BadInput.status
        count = keeping.enter(_acting(), row, found.named, form.get("reason", ""))
    except BadInput as fault:
        return _page(row, faults_of(fault)), fault.status
    flash(_("{count} are entered on the list.", count=count), "good")
    return redirect(url_for("cohorts.one", number=number))


@blueprint.post("/<uuid:number>/entries/end")
@administrator_only
def take_off(number: UUID) -> Response | tuple[str, int]:
    """Take those chosen off the list from now on."""
    row, form = keeping.list_of(viewer_here(), number, lock=True), request.form
    try:
        count = keeping.take_off(_acting(), row, _chosen(form.getlist("picked")), form.get("reason", ""))
    except BadInput as fault:
        faults = {("why" if name == "reason" else name): text for name, text in faults_of(fault).items()}
        return _page(row, faults), fault.status
    flash(_("{count} are taken off the list.", count=count), "good")
    return redirect(url_for("cohorts.one", number=number))


@blueprint.get("/template.xlsx")
@administrator_only
def template() -> Response:
    """Give the spreadsheet in which a list is handed in."""
    keeping.departments_of(viewer_here())
    return send_file(
        BytesIO(naming.template(reader())), as_attachment=True, download_name="cohort-template.xlsx"
    )


NOBODY_CHOSEN = say("Please choose who is taken off.")
NOBODY_NAMED = say("Please choose a file, or write account numbers or units.")


def _rules() -> YearRules:
    rules = accounts.rules_of(the_site())
    if rules.cohorts is None:
        raise NotFound(say("This year's rules know no cohorts."))
    return rules


def _acting() -> Acting:
    return accounts.acting(the_site(), viewer_here())


def _asked() -> list[naming.Asked]:
    file, form = request.files.get("file"), request.form
    asked = naming.lines_typed(form.get("typed", ""))
    asked += [naming.Asked(row=0, unit=code) for code in form.getlist("unit") if code]
    if file is not None and file.filename:
        asked += naming.lines_sent(sent_file().stream.read(), reader())
    if not asked:
        raise BadInput(NOBODY_NAMED, fields={"typed": NOBODY_NAMED})
    return asked


def _plan(form: Mapping[str, str]) -> keeping.Plan:
    return keeping.Plan(
        cohort=form.get("cohort", ""),
        title=form.get("title", ""),
        unit=form.get("unit", ""),
        first=_day(form.get("first", ""), "first"),
        last=_day(form.get("last", ""), "last"),
    )


def _day(text: str, field: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        wrong = say("Please give a day like 2024-10-15.")
        raise BadInput(wrong, fields={field: wrong}) from error


def _chosen(texts: list[str]) -> set[UUID]:
    if not texts:
        raise BadInput(NOBODY_CHOSEN, fields={"picked": NOBODY_CHOSEN})
    try:
        return {UUID(text) for text in texts}
    except ValueError as error:
        raise BadInput(NOBODY_CHOSEN, fields={"picked": NOBODY_CHOSEN}) from error


def _overview(form: Mapping[str, str], errors: Mapping[str, str]) -> str:
    viewer, rules = viewer_here(), _rules()
    departments = keeping.departments_of(viewer)
    scope = accounts.scope_of(viewer)
    return render_template(
        "cohorts/lists.html",
        rules=rules,
        rows=finding.lists_of(viewer, rules),
        counts=finding.counted_by_cohort(scope, rules, the_site()) if scope.units else None,
        units=_named_units(departments),
        form=form,
        errors=errors,
        word=Word,
    )


def _page(row: CohortList, errors: Mapping[str, str], read: naming.Read | None = None) -> str:
    rules = accounts.rules_of(the_site())
    exams = finding.exams_of(row, rules)
    return render_template(
        "cohorts/one.html",
        row=row,
        figures=finding.figures_of(row, exams),
        found=finding.people_of(row, exams, finding.Query.of(request.args)),
        units=finding.units_on(row),
        ended=finding.ended_on(row),
        exam=exams[0] if exams else "",
        read=read,
        listed=LISTED,
        department=accounts.unit(row.unit).name,
        errors=errors,
        form=request.form,
        longest=keeping.LONGEST,
        word=Word,
    )


def _named_units(codes: frozenset[str]) -> list[tuple[str, str]]:
    query = sa.select(Unit.code, Unit.name).where(
        Unit.code.in_(codes), Unit.closed_on.is_(None), Unit.duty | (Unit.sector != "")
    )
    return [(code, name) for code, name in db.session.execute(query.order_by(Unit.code).limit(500))]
