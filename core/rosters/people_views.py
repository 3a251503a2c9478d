"""Pages of one learner at the administrators' desk: add and change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.accounts.service import learner_in, unit
from core.db import db
from core.errors import BadInput
from core.rosters.columns import DAYS
from core.rosters.desk import Desk, desk_of
from core.rosters.kinds import learners_sheet
from core.rosters.people import CLEARED, add_one, change_one
from core.web.access import administrator_only
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = Blueprint("people", __name__, template_folder="templates", url_prefix="/admin/people")


def the_desk() -> Desk:
    """Return who looks after learners; NotFound for everybody else."""
    return desk_of(the_site(), viewer_here(), reader())


@blueprint.get("/new")
@administrator_only
def new() -> str:
    """Show the form of a new learner."""
    return _form_page(the_desk(), None, {})


@blueprint.post("/new")
@administrator_only
def add() -> Any:
    """Add a learner."""
    desk = the_desk()
    try:
        learner = add_one(desk, request.form)
    except BadInput as fault:
        return _refused(desk, None, fault)
    flash(_("Added. The first sign-in uses the initial password and asks one more fact."), "good")
    return redirect(url_for("console.learner", learner=learner))


@blueprint.get("/<uuid:learner>/details")
@administrator_only
def details(learner: UUID) -> str:
    """Show what the roster says of a learner, to be changed."""
    return _form_page(the_desk(), learner, {})


@blueprint.post("/<uuid:learner>/details")
@administrator_only
def change(learner: UUID) -> Any:
    """Change what the roster says of a learner."""
    desk = the_desk()
    try:
        emptied = [name for name in CLEARED if request.form.get(f"empty_{name}")]
        change_one(desk, learner, request.form, emptied)
    except BadInput as fault:
        return _refused(desk, learner, fault)
    flash(_("Saved."), "good")
    return redirect(url_for("console.learner", learner=learner))


def _refused(desk: Desk, learner: UUID | None, fault: BadInput) -> Any:
    db.session.rollback()
    return _form_page(desk, learner, faults_of(fault)), 400


def _form_page(desk: Desk, learner: UUID | None, errors: Mapping[str, str]) -> str:
    row = None if learner is None else learner_in(desk.scope, learner)
    sheet, word = learners_sheet(desk), reader().word
    left_out = {"account", "unit"} if row else set()
    names = [name for name in sheet.columns("full") if name not in left_out]
    given: Mapping[str, str] = request.form or (_values(row, names) if row else {})
    return render_template(
        "rosters/person.html",
        row=row,
        unit=unit(row.unit) if row else None,
        names=names,
        heading=sheet.lexicon.heading,
        days=DAYS,
        cleared=CLEARED if row else (),
        choices={name: [(word(key), word(key)) for key in keys] for name, keys in sheet.allowed.items()},
        values=given,
        errors=errors,
    )


def _values(row: Any, names: list[str]) -> dict[str, str]:
    word = reader().word
    worded = {"rank", "tier", "post", "political_status", "sex", "employment"}
    found = {name: getattr(row, name) for name in names}
    return {
        name: word(value) if name in worded and value else str(value or "") for name, value in found.items()
    }
