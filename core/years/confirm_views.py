"""Pages of the yearly confirmation: a learner's own details, and the administrator's list of who has not confirmed."""

from collections.abc import Mapping
from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.decisions.values import Word, say
from core.errors import BadInput, NotFound
from core.web.access import administrator_only, learner_only
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_learner_id, the_site, viewer_here
from core.years import confirming
from core.years.confirm_lists import STATES, Query, confirmation_list, export_confirmations, remind

blueprint = Blueprint("confirmations", __name__, template_folder="templates")


@blueprint.get("/confirm")
@learner_only
def own() -> str:
    """Show a learner the details that they confirm."""
    return _own_page({})


@blueprint.post("/confirm")
@learner_only
def confirm() -> Response | tuple[str, int]:
    """Keep that the details are right, or what is wrong with them."""
    form, learner = request.form, the_learner_id()
    try:
        confirming.confirm_own(
            the_site(), learner, right=form.get("right") != "no", text=form.get("note", "")
        )
    except BadInput as fault:
        return _own_page(faults_of(fault)), fault.status
    flash(_("Thank you; what you said is kept."), "good")
    return redirect(url_for("confirmations.own"))


@blueprint.get("/admin/confirmations")
@administrator_only
def listed() -> str:
    """List who has not confirmed, learners or units."""
    query = Query.of_sent(request.args)
    by = _acting()
    found = confirmation_list(by.scope, by.site, query)
    home = accounts.unit(viewer_here().unit)
    return render_template(
        "years/confirmations.html",
        found=found,
        query=found.query if found else query,
        states=STATES,
        home=home,
        word=Word,
        masked=accounts.masked,
    )


@blueprint.post("/admin/confirmations/learners/<uuid:learner>")
@administrator_only
def confirm_learner(learner: UUID) -> Response:
    """Confirm a learner's details for them, once what was wrong is put right."""
    confirming.confirm_for(_acting(), learner)
    flash(_("The details are confirmed."), "good")
    return redirect(url_for("confirmations.listed", state=request.form.get("state", "")))


@blueprint.post("/admin/confirmations/units/<code>")
@administrator_only
def confirm_unit(code: str) -> Response:
    """Confirm a unit's details."""
    confirming.confirm_unit(_acting(), code)
    flash(_("The details are confirmed."), "good")
    return redirect(url_for("confirmations.listed", of="units"))


@blueprint.post("/admin/confirmations/remind")
@administrator_only
def remind_them() -> Response:
    """Remind everybody whom the filters find."""
    count = remind(_acting(), Query.of_sent(request.form))
    flash(_("{count} people have a reminder in their inbox.", count=count), "good")
    return redirect(url_for("confirmations.listed"))


@blueprint.get("/admin/confirmations.xlsx")
@administrator_only
def export() -> Response:
    """Give what the filters show as a spreadsheet."""
    content = export_confirmations(_acting(), Query.of_sent(request.args), reader())
    return send_file(BytesIO(content), as_attachment=True, download_name="confirmations.xlsx")


def _acting() -> accounts.Acting:
    by = accounts.acting(the_site(), viewer_here())
    if not by.scope.units:
        raise NotFound(say("There is nothing at this address."))
    return by


def _own_page(errors: Mapping[str, str]) -> str:
    details = confirming.own_details(the_site(), the_learner_id())
    return render_template("years/confirm.html", details=details, errors=errors, form=request.form, word=Word)
