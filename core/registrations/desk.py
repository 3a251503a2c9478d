"""Registrations at the administrators' desk: those that wait, one with what the sheet says, entering, refusing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.accounts.service import masked, unit
from core.db import db
from core.decisions.stored import restore_text
from core.decisions.values import Text
from core.errors import BadInput
from core.registrations import service
from core.rosters.service import Desk, desk_of, sheet_person
from core.web.access import administrator_only
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = Blueprint(
    "registrations-desk", __name__, template_folder="templates", url_prefix="/admin/registrations"
)


def the_desk() -> Desk:
    """Return who looks after the units' learners; NotFound for everybody else."""
    return desk_of(the_site(), viewer_here(), reader())


@blueprint.get("")
@administrator_only
def registrations() -> str:
    """List the registrations for the administrator's units, those that wait first."""
    found = service.registrations_of(the_desk(), service.Query.of(request.args))
    return render_template("registrations/list.html", found=found, why=_why, masked=masked)


@blueprint.post("")
@administrator_only
def accept_all() -> Response:
    """Enter the chosen ones as they were sent; those that cannot be entered go on waiting."""
    picked = [UUID(one) for one in request.form.getlist("picked") if _is_uuid(one)]
    if request.form.get("all_matching") == "yes":
        picked = service.waiting_in(the_desk(), request.form.get("q", "")[:60])
    done, left = service.accept_all(the_desk(), picked)
    flash(_("{done} entered, {left} left waiting.", done=done, left=left), "warn" if left else "good")
    return redirect(url_for("registrations-desk.registrations"))


@blueprint.get("/<uuid:number>")
@administrator_only
def registration(number: UUID) -> str:
    """Show one registration beside what the roster sheet says."""
    return _page(number, {})


@blueprint.post("/<uuid:number>/accept")
@administrator_only
def accept(number: UUID) -> Any:
    """Enter it, with what has been corrected."""
    try:
        learner = service.accept(the_desk(), number, request.form)
    except BadInput as fault:
        return _refused(number, fault)
    flash(_("Entered. The person can sign in now."), "good")
    return redirect(url_for("console.learner", learner=learner))


@blueprint.post("/<uuid:number>/refuse")
@administrator_only
def refuse(number: UUID) -> Any:
    """Refuse it with a reason."""
    try:
        service.refuse(the_desk(), number, request.form.get("reason", ""))
    except BadInput as fault:
        return _refused(number, fault)
    flash(_("Refused. The person reads the reason when they ask."), "good")
    return redirect(url_for("registrations-desk.registrations"))


def _refused(number: UUID, fault: BadInput) -> Any:
    db.session.rollback()
    return _page(number, faults_of(fault)), fault.status


def _page(number: UUID, errors: Mapping[str, str]) -> str:
    row = service.registration_in(the_desk(), number)
    home = unit(row.unit)
    pairs = [
        (_("Unit"), home.name),
        (_("Name"), row.name),
        (_("Resident ID number"), row.id_number or "–"),
        (_("Mobile phone"), row.phone or "–"),
        *((name, str(text)) for name, text in row.more.items() if text),
        (_("Sent"), reader().moment(row.at)),
        (_("Number of the registration"), service.spaced(row.reference)),
    ]
    return render_template(
        "registrations/one.html",
        row=row,
        unit=home,
        pairs=pairs,
        listed=_listed(row),
        why=_why(row),
        sent=request.form,
        errors=errors,
    )


def _listed(row: service.Registration) -> list[tuple[str, str]]:
    """What the sheet says of the ID number; of another unit's people only that they stand elsewhere."""
    found = sheet_person(row.year, row.id_number) if row.id_number else None
    if found is None or found.unit not in the_desk().scope.units:
        return []
    return [
        (_("Unit"), unit(found.unit).name),
        (_("Name"), found.name),
        (_("Mobile phone"), found.phone or "–"),
    ]


def _why(row: service.Registration) -> list[Text]:
    return [text for text in (restore_text(one) for one in row.why) if text is not None]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
