"""Pages of booking: how full each sitting is, whole units or some people into sittings, the order's preview and result, lists."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.accounts.service import Acting
from core.booking import lists, orders, showing, sight
from core.booking.asking import NOBODY, wish_sent
from core.booking.people import PeopleList, people_for
from core.booking.people import Query as PeopleQuery
from core.decisions.stored import restore_text
from core.decisions.values import Word, say
from core.errors import BadInput, NotFound
from core.exams.service import chosen_sitting
from core.jobs import job_progress
from core.web.access import administrator_only, for_work
from core.web.faults import faults_of
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = for_work("booking")(
    Blueprint("booking", __name__, template_folder="templates", url_prefix="/admin/booking")
)


@blueprint.get("")
@administrator_only
def overview() -> str | Response:
    """Show how full each sitting of an exam is, and how far each unit; the exam that is next at once."""
    query = sight.Query.of(request.args)
    by = _acting(query.area)
    exams = sight.exams_booked(accounts.rules_of(by.site))
    if not query.exam and exams:
        return redirect(url_for("booking.overview") + query.address(exam=sight.next_exam(by, exams)))
    return _overview(by, query, {}) if exams else render_template("booking/none.html")


@blueprint.post("/orders")
@administrator_only
def begin() -> Response | tuple[str, int]:
    """Work out what would become of units or all of the administrator's learners; nothing is booked."""
    by, form = _acting(request.form.get("area")), request.form
    try:
        row = orders.begin_order(by, viewer_here(), wish_sent(form, _kind()))
    except BadInput as fault:
        return _overview(by, sight.Query.of(form), faults_of(fault)), fault.status
    return redirect(url_for("booking.order", number=row.id))


@blueprint.get("/orders/<uuid:number>")
@administrator_only
def order(number: UUID) -> str:
    """Show what an order would do, how far it has come, or what came of it."""
    row = orders.order_of(_acting(None), number)
    site = sight.acting_in(viewer_here(), the_site(), row.area).site
    filled = showing.filled_by(row, site)
    waits = row.state in {"planning", "running"} and row.progress is not None
    return render_template(
        "booking/order.html",
        row=row,
        exam=sight.exam_here(site, row.exam),
        found=showing.lines_of(row, showing.LinesQuery.of(request.args)),
        filled=filled,
        crowds=showing.crowds_after(row, site, filled) if row.state == "planned" else (),
        progress=job_progress(row.progress) if waits and row.progress else None,
        failed=orders.has_failed(row),
        mine=row.by == _acting(None).actor.id,
        restore=restore_text,
    )


@blueprint.post("/orders/<uuid:number>/carry-out")
@administrator_only
def carry_out(number: UUID) -> Response:
    """Book or release what the order proposes."""
    row = orders.order_of(_acting(None), number)
    orders.carry_out(_acting(row.area), number)
    return redirect(url_for("booking.order", number=number))


@blueprint.get("/people")
@administrator_only
def people() -> str:
    """List who may sit an exam by rule and why, with the place of each."""
    query = PeopleQuery.of(request.args)
    return _people(_acting(query.area), query, {})


@blueprint.post("/people")
@administrator_only
def book_people() -> Response | tuple[str, int]:
    """Work out what would become of those chosen from the list, or of all that its filters find."""
    form, query = request.form, PeopleQuery.of(request.form)
    by = _acting(query.area)
    try:
        chosen = _chosen(people_for(by, query))
        row = orders.begin_order(by, viewer_here(), wish_sent(form, _kind(), chosen))
    except BadInput as fault:
        return _people(by, query, faults_of(fault)), fault.status
    return redirect(url_for("booking.order", number=row.id))


@blueprint.get("/people.xlsx")
@administrator_only
def people_file() -> Response:
    """Give all that the filters find as a spreadsheet."""
    query = PeopleQuery.of(request.args)
    return _file(lists.people_sheet(people_for(_acting(query.area), query), reader()), "people.xlsx")


@blueprint.get("/list.<ending>")
@administrator_only
def seats(ending: str) -> Response:
    """Give who sits when, by sitting or by unit, as a spreadsheet or to be printed."""
    sent, write = request.args, {"xlsx": lists.as_sheet, "pdf": lists.as_print}.get(ending)
    if write is None:
        raise NotFound(say("There is nothing at this address."))
    by = _acting(sent.get("area"))
    exam, order_by = sight.exam_here(by.site, sent.get("exam", "")), sent.get("by")
    opens: datetime | None = chosen_sitting(sent["slot"]) if sent.get("slot") else None
    content = write(by, exam, opens, "unit" if order_by == "unit" else "slot", reader())
    return _file(content, f"seats.{ending}")


def _acting(area: str | None) -> Acting:
    return sight.acting_in(viewer_here(), the_site(), area)


def _kind() -> Any:
    return "release" if request.form.get("act") == "release" else "book"


def _chosen(found: PeopleList) -> list[UUID]:
    everybody, picked = request.form.get("all_matching") == "yes", set(request.form.getlist("picked"))
    chosen = [one.learner.id for one in found.all if everybody or str(one.learner.id) in picked]
    if not chosen:
        raise BadInput(NOBODY, fields={"picked": NOBODY})
    return chosen


def _overview(by: Acting, query: sight.Query, errors: Mapping[str, str]) -> str:
    exam = sight.exam_here(by.site, query.exam)
    days = sight.days_of(by, exam.key)
    return render_template(
        "booking/overview.html",
        query=query,
        exam=exam,
        exams=sight.exams_booked(exam.rules),
        areas=_areas(),
        area=by.site.area,
        days=days,
        ahead=[day for day in days if any(slot.ahead for slot in day.slots)],
        units=sight.units_of(by, exam, query),
        orders=orders.orders_of(by, exam.year, exam.key),
        list_title=sight.title_of_list(query.list),
        errors=errors,
    )


def _people(by: Acting, query: PeopleQuery, errors: Mapping[str, str]) -> str:
    found = people_for(by, query)
    days = sight.days_of(by, query.exam) if found.exam.by_administrators else []
    return render_template(
        "booking/people.html",
        found=found,
        exams=sight.exams_booked(found.exam.rules),
        ahead=sight.ahead_in(days),
        errors=errors,
        word=Word,
        masked=accounts.masked,
    )


def _areas() -> list[tuple[str, str]]:
    site, found = the_site(), []
    for area in sight.areas_of(viewer_here(), site):
        place = site.the_tenant.place(area)
        found.append((area, (place.short_names or place.names).read(reader().locale)))
    return found


def _file(content: bytes, name: str) -> Response:
    return send_file(BytesIO(content), as_attachment=True, download_name=name)
