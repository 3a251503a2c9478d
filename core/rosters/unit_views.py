"""Pages of units: the tree level by level, one unit with what can be done, and its administrators."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.accounts.service import Unit, unit_in
from core.db import db
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound
from core.rosters import unit_changes, unit_checks, units
from core.rosters.desk import Desk, desk_of
from core.rosters.unit_forms import appoint, appointee, dated_of_form, dismiss, unit_of_form
from core.rosters.unit_lists import (
    Query,
    administrators_at,
    learners_below,
    learners_named,
    path_to,
    people_of,
    unit_list,
)
from core.web.access import administrator_only
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.roles import duties_of
from core.web.site import the_site, viewer_here

blueprint = Blueprint("units", __name__, template_folder="templates", url_prefix="/admin/units")
NOTHING = say("There is nothing at this address.")
Form = Mapping[str, str]
LONGEST_NUMBER = 18


def the_desk() -> Desk:
    """Return who looks after units; NotFound for everybody else."""
    return desk_of(the_site(), viewer_here(), reader())


@blueprint.get("")
@administrator_only
def tree() -> str:
    """Show one level of the tree, or what a search finds."""
    found = unit_list(the_desk(), Query.of(request.args))
    return render_template("rosters/units.html", found=found)


@blueprint.get("/<code>")
@administrator_only
def unit(code: str) -> str:
    """Show a unit: where it stands, its administrators, what has happened to it, what can be done."""
    return _unit_page(the_desk(), code)


@blueprint.get("/<code>/<step>")
@administrator_only
def ask(code: str, step: str) -> str:
    """Show the form of one thing that can be done with a unit."""
    return _step_page(the_desk(), code, step, {})


@blueprint.post("/<code>/<step>")
@administrator_only
def take(code: str, step: str) -> Any:
    """Do one thing with a unit."""
    desk = the_desk()
    unit_in(desk.scope, code)
    if step not in STEPS:
        raise NotFound(NOTHING)
    try:
        STEPS[step](desk, code, request.form)
    except BadInput as fault:
        db.session.rollback()
        fields: Any = fault.facts.get("fields") or {"": fault.text}
        return _step_page(desk, code, step, fields), 400
    flash(_("Saved."), "good")
    return redirect(url_for("units.unit", code=code))


@blueprint.post("/<code>/administrators/<account>/end")
@administrator_only
def end_administrator(code: str, account: str) -> Response:
    """Dismiss an administrator of a unit."""
    dismiss(the_desk(), viewer_here().role, code, account)
    flash(_("Saved."), "good")
    return redirect(url_for("units.unit", code=code))


@blueprint.post("/<code>/administrators/<account>/reset")
@administrator_only
def reset_administrator(code: str, account: str) -> Response:
    """Put the shared first password back for an administrator of a unit, and end their sign-ins."""
    row = appointee(the_desk(), viewer_here().role, code, account)
    accounts.reset_administrator(accounts.acting(the_site(), viewer_here()), row.id)
    flash(
        _(
            "The password of {name} is reset to the shared first one; it has to be changed at the next sign-in.",
            name=row.name,
        ),
        "good",
    )
    return redirect(url_for("units.unit", code=code))


@blueprint.post("/changes/<number>/withdraw")
@administrator_only
def withdraw(number: str) -> Response:
    """Take back a change whose day has not come."""
    if not (number.isascii() and number.isdecimal() and len(number) < LONGEST_NUMBER):
        raise NotFound(NOTHING)
    change = unit_changes.withdraw_change(the_desk(), int(number))
    flash(_("The change is withdrawn."), "good")
    return redirect(url_for("units.unit", code=change.unit))


def _save(desk: Desk, code: str, form: Form) -> None:
    units.change_unit(desk, code, unit_of_form(form, code), form.get("reason", ""))


def _add(desk: Desk, code: str, form: Form) -> None:
    units.add_below(desk, unit_of_form(form, parent=code))


def _appoint(desk: Desk, code: str, form: Form) -> None:
    appoint(desk, viewer_here().role, code, form)


def _move(desk: Desk, code: str, form: Form) -> None:
    units.move_unit(desk, code, _chosen(desk, form), dated_of_form(desk, form))


def _merge(desk: Desk, code: str, form: Form) -> None:
    units.merge_units(desk, code, _chosen(desk, form), dated_of_form(desk, form))


def _close(desk: Desk, code: str, form: Form) -> None:
    units.close_unit(desk, code, dated_of_form(desk, form))


def _split(desk: Desk, code: str, form: Form) -> None:
    chosen = learners_named(code, request.form.getlist("learner"), form.get("accounts", ""))
    units.split_unit(desk, code, unit_of_form(form), chosen, form.get("reason", ""))


STEPS: Mapping[str, Callable[[Desk, str, Form], None]] = {
    "details": _save,
    "below": _add,
    "administrator": _appoint,
    "move": _move,
    "merge": _merge,
    "split": _split,
    "close": _close,
}
"""What can be done with a unit, by the last part of its address."""


def _chosen(desk: Desk, form: Form) -> str:
    """The unit that a form names by code or full name."""
    written = form.get("to", "").strip()
    if written in desk.scope.units:
        return written
    found = [code for code, one in desk.units().items() if one.name == written and one.closed_on is None]
    if len(found) != 1:
        text = say("Please give the code or the full name of a unit that you look after.")
        raise BadInput(text, fields={"to": text})
    return found[0]


def _unit_page(desk: Desk, code: str) -> str:
    row = unit_in(desk.scope, code)
    changes = unit_changes.changes_of(code)
    named = {one for change in changes for one in (change.before, change.after) if one}
    known = db.session.execute(sa.select(Unit.code, Unit.name).where(Unit.code.in_(named)))
    return render_template(
        "rosters/unit.html",
        row=row,
        path=path_to(desk, code),
        learners=learners_below(desk, code),
        administrators=administrators_at(code),
        changes=changes,
        names=dict(known.tuples().all()),
        own=code == desk.unit,
        ends=duties_of(viewer_here().role).appoints,
    )


def _step_page(desk: Desk, code: str, step: str, faults: Mapping[str, Text]) -> str:
    row = unit_in(desk.scope, code)
    if step not in STEPS:
        raise NotFound(NOTHING)
    word = reader().word
    return render_template(
        "rosters/unit_step.html",
        row=row,
        step=step,
        learners=learners_below(desk, code),
        people=people_of(code) if step == "split" else (),
        levels=[(one, word(one)) for one in unit_checks.LEVELS],
        kinds=[(one, word(one)) for one in unit_checks.KINDS],
        roles=[(one, word(one)) for one in duties_of(viewer_here().role).appoints],
        errors={name: reader().text(text) for name, text in faults.items()},
        sent=request.form,
        today=unit_changes.today(desk),
    )
