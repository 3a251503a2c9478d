"""Pages of administrators: the desk, the list of learners, one learner with their verdict, and what can be done for them."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.audit.service import entries_of
from core.console.corrections import asked_of, carry_out, corrections_of, letters_of, people_of
from core.console.done import done
from core.console.exporting import export_list
from core.console.hall import ahead_of, attempts_of, extend_hall, hall_of, record_of
from core.console.lists import BEHIND_FIRST, Query, behind, counts_of, learner_list
from core.console.lives import exemptions_of, places_of
from core.console.slips import slips
from core.console.trail import TrailQuery, export_trail, facts_text, subject_text, trail_for
from core.courses.pages import record_page
from core.courses.service import learner_year
from core.decisions.values import Text, Word, say
from core.errors import BadInput, NotFound
from core.exams.receipt_pages import receipts_response
from core.exams.regrade import check_correction, preview
from core.exams.service import book_place, chosen_sitting, release_place
from core.standings.told import verdict_of
from core.web.access import administrator_only, for_work
from core.web.desk import first_page
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.paging import page_number
from core.web.site import the_site, viewer_here

MOST_BEHIND = 8

blueprint = Blueprint("console", __name__, template_folder="templates", url_prefix="/admin")


@blueprint.get("")
@administrator_only
@for_work("own")
def desk() -> str | Response:
    """Show how many learners stand where, and who is behind; others begin where their own work is."""
    if not viewer_here().may("units"):
        return redirect(url_for(first_page(viewer_here())))
    site, scope = the_site(), accounts.scope_of(viewer_here())
    return render_template(
        "console/desk.html",
        counts=counts_of(scope, site),
        order=BEHIND_FIRST,
        rows=behind(scope, site, MOST_BEHIND),
        word=Word,
    )


@blueprint.get("/learners")
@administrator_only
@for_work("learners")
def learners() -> str:
    """List the learners of the administrator's units, who is behind first."""
    site = the_site()
    found = learner_list(accounts.scope_of(viewer_here()), Query.of(request.args), site)
    rules = accounts.rules_of(site)
    return render_template(
        "console/learners.html",
        found=found,
        order=BEHIND_FIRST,
        rules=rules,
        word=Word,
        masked=accounts.masked,
    )


@blueprint.get("/learners/export")
@administrator_only
@for_work("learners")
def export_learners() -> Response:
    """Give what the list's filters show as a spreadsheet."""
    by = accounts.acting(the_site(), viewer_here())
    content = export_list(by, Query.of(request.args), reader())
    return send_file(BytesIO(content), as_attachment=True, download_name="learners.xlsx")


@blueprint.get("/learners/slips")
@administrator_only
def account_slips() -> Response:
    """Give slips of account numbers of all whom the list's filters show."""
    by = accounts.acting(the_site(), viewer_here())
    content = slips(by, Query.of(request.args), reader(), request.host)
    return send_file(BytesIO(content), as_attachment=True, download_name="slips.pdf")


@blueprint.get("/learners/<uuid:learner>")
@administrator_only
@for_work("learners")
def learner(learner: UUID) -> str:
    """Show one learner's verdict, the same as they read it, and what can be done."""
    row = accounts.learner_in(accounts.scope_of(viewer_here()), learner)
    told = verdict_of(row.id)
    return render_template(
        "console/learner.html",
        row=row,
        unit=accounts.unit(row.unit),
        told=told,
        exemptions=exemptions_of(row.id, told.case.rules),
        places=places_of(told.case),
        attempts=attempts_of(row.id, told.case.rules.year),
        entries=entries_of(str(row.id)),
        word=Word,
    )


@blueprint.get("/learners/<uuid:learner>/study-record")
@administrator_only
@for_work("learners")
def study_record(learner: UUID) -> str:
    """Show a learner's study record, the same entries as they read themselves."""
    row = accounts.learner_in(accounts.scope_of(viewer_here()), learner)
    number = page_number(request.args.get("page", "1"))
    page = record_page(
        learner_year(row.id),
        number,
        lambda other: url_for("console.study_record", learner=learner, page=other),
    )
    return render_template("console/record.html", row=row, unit=accounts.unit(row.unit), page=page)


@blueprint.get("/learners/<uuid:learner>/confirm/<act>")
@administrator_only
def confirm_learner(learner: UUID, act: str) -> str:
    """Say what exactly will happen, and ask."""
    row = accounts.learner_in(accounts.scope_of(viewer_here()), learner)
    if act not in ACTS:
        raise NotFound(say("There is nothing at this address."))
    return render_template("console/confirm.html", row=row, act=act, errors={})


@blueprint.post("/learners/<uuid:learner>/<act>")
@administrator_only
def act_on_learner(learner: UUID, act: str) -> Response:
    """Reset a password, lift a lock, deactivate or activate."""
    by, reason = accounts.acting(the_site(), viewer_here()), request.form.get("reason", "").strip()
    if act not in ACTS:
        raise NotFound(say("There is nothing at this address."))
    if act in {"deactivate", "reactivate"} and not reason:
        raise BadInput(say("Please give a reason."), fields={"reason": say("Please give a reason.")})
    ACTS[act](by, learner, reason)
    flash(reader().text(done(the_site(), act)), "good")
    return redirect(url_for("console.learner", learner=learner))


@blueprint.post("/learners/<uuid:learner>/places")
@administrator_only
@for_work("booking")
def place(learner: UUID) -> Response:
    """Book, move or release a learner's place in a sitting."""
    by, form = accounts.acting(the_site(), viewer_here()), request.form
    accounts.learner_in(by.scope, learner)
    if form.get("release"):
        release_place(learner, form["exam"], by)
        flash(_("The place is released."), "good")
    else:
        book_place(learner, form.get("exam", ""), chosen_sitting(form.get("opens", "")), by)
        flash(_("The place is booked."), "good")
    return redirect(url_for("console.learner", learner=learner))


@blueprint.get("/exams")
@administrator_only
@for_work("booking")
def hall() -> str:
    """Show the papers in progress in the administrator's units, and the sittings that open soon."""
    scope = accounts.scope_of(viewer_here())
    found, exams = hall_of(scope, request.args.get("unit", "")), accounts.rules_of(the_site()).exams
    titles = {key: exams[key].title for key in exams}
    return render_template("console/hall.html", hall=found, titles=titles, ahead=ahead_of(scope))


@blueprint.post("/exams/extra-time")
@administrator_only
def extend() -> Response:
    """Give the chosen papers extra time."""
    by = accounts.acting(the_site(), viewer_here())
    count = extend_hall(by, request.form, request.form.getlist("attempt"))
    flash(_("{count} papers have been given extra time.", count=count), "good")
    return redirect(url_for("console.hall"))


@blueprint.get("/attempts/<uuid:attempt>")
@administrator_only
def attempt(attempt: UUID) -> str:
    """Show the record of an attempt, the same as its learner reads it."""
    row, owner, events = record_of(accounts.scope_of(viewer_here()), attempt)
    rule = accounts.rules_of(the_site()).exams.get(row.exam)
    return render_template(
        "console/attempt.html", attempt=row, row=owner, events=events, title=rule.title if rule else row.exam
    )


@blueprint.get("/attempts/<uuid:attempt>/receipts.json")
@administrator_only
def attempt_receipts(attempt: UUID) -> Response:
    """Give the signed receipts of an attempt's saves as a file, the same as its learner can have."""
    return receipts_response(record_of(accounts.scope_of(viewer_here()), attempt)[0])


@blueprint.get("/corrections")
@administrator_only
@for_work("corrections")
def corrections() -> str:
    """Show the office the corrections of its questions, and the form for another one."""
    return _corrections_page(request.args, {})


@blueprint.post("/corrections/preview")
@administrator_only
@for_work("corrections")
def preview_correction() -> str | tuple[str, int]:
    """Show whose marks a correction would change, before anything does; what is wrong is told in the form."""
    try:
        asked = asked_of(viewer_here(), the_site().year, request.form)
        check_correction(asked.question, asked.correction, asked.reason)
    except NotFound as error:
        return _corrections_page(request.form, {"code": error.text}), error.status
    except BadInput as error:
        fields: Any = error.facts.get("fields") or {"": error.text}
        return _corrections_page(request.form, fields), error.status
    found = preview(the_site().year, asked.version, asked.correction)
    exams = accounts.rules_of(the_site()).exams
    return render_template(
        "console/correction.html",
        asked=asked,
        found=found,
        people=people_of(found.changes),
        titles={key: exams[key].title for key in exams},
        letters=letters_of,
    )


@blueprint.post("/corrections")
@administrator_only
@for_work("corrections")
def apply_correction() -> Response:
    """Apply a correction that was previewed; the papers are marked again by the worker."""
    year = the_site().year
    carry_out(accounts.acting(the_site(), viewer_here()), year, asked_of(viewer_here(), year, request.form))
    flash(_("The correction is entered; the papers are being marked again."), "good")
    return redirect(url_for("console.corrections"))


def _corrections_page(form: Mapping[str, str], errors: Mapping[str, Text]) -> str:
    rows = corrections_of(viewer_here(), the_site().year)
    told = {name: reader().text(text) for name, text in errors.items()}
    return render_template("console/corrections.html", rows=rows, form=form, letters=letters_of, errors=told)


@blueprint.get("/audit")
@administrator_only
@for_work("trail")
def trail() -> str:
    """Show what administrators did, newest first."""
    found = trail_for(viewer_here(), TrailQuery.of(request.args))
    return render_template(
        "console/trail.html", found=found, facts_text=facts_text, subject_text=subject_text
    )


@blueprint.get("/audit.xlsx")
@administrator_only
@for_work("trail")
def trail_export() -> Response:
    """Give what the filters show as a spreadsheet; that it was taken stands in the trail too."""
    query = TrailQuery.of(request.args)
    content = export_trail(accounts.acting(the_site(), viewer_here()).actor, viewer_here(), query)
    return send_file(BytesIO(content), as_attachment=True, download_name="audit.xlsx")


ACTS: dict[str, Any] = {
    "reset": lambda by, learner, _reason: accounts.reset_password(by, learner),
    "unlock": lambda by, learner, _reason: accounts.unlock(by, learner),
    "deactivate": accounts.deactivate,
    "reactivate": accounts.reactivate,
}
