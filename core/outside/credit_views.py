"""The page of one learner's credit from other programmes: what stands, entering it, taking it back."""

import re
from datetime import date
from decimal import Decimal
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.accounts.service import learner_in, unit
from core.courses.service import CreditElsewhere, held_elsewhere, learner_year
from core.decisions.values import Text, say
from core.errors import BadInput
from core.outside.credits import enter_one, take_back
from core.outside.desk import acting_here, blueprint
from core.web.access import administrator_only
from core.web.faults import faults_of
from core.web.i18n import gettext as _

AMOUNT = re.compile(r"\d{1,6}(\.\d{1,2})?")


@blueprint.get("/learners/<uuid:learner>/other-credit")
@administrator_only
def credit(learner: UUID) -> str:
    """Show what a learner has of other programmes, and the form for more."""
    return _page(learner, {})


@blueprint.post("/learners/<uuid:learner>/other-credit")
@administrator_only
def enter_credit(learner: UUID) -> Response | tuple[str, int]:
    """Enter credit under its reference, or take it back by an entry that corrects it."""
    by, form = acting_here(), request.form
    learner_in(by.scope, learner)
    try:
        if form.get("take_back"):
            done = take_back(by, learner, form["take_back"], _needed("why"))
        else:
            done = enter_one(by, learner, _asked(by.actor.name))
    except BadInput as fault:
        return _page(learner, faults_of(fault)), fault.status
    if done:
        flash(_("Done."), "good")
    else:
        flash(_("Nothing has changed: it stands like this already."), "calm")
    return redirect(url_for("outside.credit", learner=learner))


def _asked(by: str) -> CreditElsewhere:
    amount, day = _needed("amount"), _needed("day")
    if not AMOUNT.fullmatch(amount) or not Decimal(amount):
        raise _bad("amount", say("The amount is a number above 0 with at most two decimals."))
    try:
        earned = date.fromisoformat(day)
    except ValueError as error:
        raise _bad("day", say("Please choose a day.")) from error
    return CreditElsewhere(
        amount=Decimal(amount),
        bucket=_needed("bucket"),
        day=earned,
        reference=_needed("reference"),
        reason=_needed("reason"),
        by=by,
    )


def _needed(name: str) -> str:
    text = request.form.get(name, "").strip()[:300]
    if not text:
        raise _bad(name, say("Please fill this in."))
    return text


def _bad(name: str, text: Text) -> BadInput:
    return BadInput(text, fields={name: text})


def _page(learner: UUID, errors: dict[str, str]) -> str:
    row = learner_in(acting_here().scope, learner)
    ly = learner_year(row.id)
    held = held_elsewhere(ly.year, [row.id])[row.id]
    return render_template(
        "outside/credit.html",
        row=row,
        unit=unit(row.unit),
        ly=ly,
        held=held,
        errors=errors,
        sent=request.form,
    )
