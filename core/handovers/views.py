"""Pages of handovers: offering a unit, taking the offer back, and the successor's own page, signed in or with a code."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.errors import BadInput, NotFound
from core.handovers import service
from core.web.access import administrator_only, learner_only, public
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.site import the_learner_id, the_site, viewer_here

blueprint = Blueprint("handovers", __name__, template_folder="templates")


@blueprint.get("/admin/handovers")
@administrator_only
def handovers() -> str:
    """List the handovers of one's units, and the administrators whose unit can be handed over."""
    by, search = _acting(), request.args.get("q", "")[:60]
    return render_template(
        "handovers/list.html",
        rows=service.handovers_in(by),
        people=service.administrators_in(by, search),
        search=search,
    )


@blueprint.get("/admin/handovers/new/<uuid:administrator>")
@administrator_only
def new(administrator: UUID) -> str:
    """Ask who is to take an administrator's unit over."""
    return _form(administrator, {})


@blueprint.post("/admin/handovers/new/<uuid:administrator>")
@administrator_only
def propose(administrator: UUID) -> str | tuple[str, int]:
    """Offer the unit; somebody new is shown the code once."""
    form = {name: request.form.get(name, "") for name in ("learner", "name", "account", "phone", "reason")}
    try:
        made = service.propose(
            _acting(), administrator, service.Offer(**form, stays=request.form.get("stays") == "yes")
        )
    except BadInput as fault:
        return _form(administrator, faults_of(fault)), fault.status
    address = f"{request.host_url.rstrip('/')}{url_for('handovers.with_code')}"
    return render_template(
        "handovers/proposed.html", made=made, unit=service.unit_of(made.row), address=address
    )


@blueprint.post("/admin/handovers/<uuid:number>/take-back")
@administrator_only
def take_back(number: UUID) -> Response:
    """Take an offer back."""
    service.take_back(_acting(), number)
    flash(_("The offer is taken back."), "good")
    return redirect(url_for("handovers.handovers"))


@blueprint.get("/handover")
@learner_only
def offered() -> str:
    """Show a learner the unit that is offered to them."""
    row = service.offered_to(the_learner_id())
    return render_template("handovers/offered.html", row=row, unit=service.unit_of(row) if row else None)


@blueprint.post("/handover/<uuid:number>")
@learner_only
def answer(number: UUID) -> Response | str:
    """Take the unit over, or turn it down."""
    if request.form.get("answer") != "accept":
        service.decline(the_learner_id(), number)
        flash(_("You have turned the offer down."), "calm")
        return redirect(url_for("handovers.offered"))
    made = service.accept_as_learner(the_learner_id(), number)
    return render_template("handovers/taken.html", made=made)


@blueprint.get("/handover/code")
@public
def with_code() -> str:
    """Ask somebody new for the code, their name and a password."""
    return render_template("handovers/code.html", errors={}, form={})


@blueprint.post("/handover/code")
@public
def accept_with_code() -> str | tuple[str, int]:
    """Take a unit over as somebody new."""
    form = request.form
    try:
        made = service.accept_with_code(
            the_site(), form.get("code", ""), form.get("name", ""), form.get("password", "")
        )
    except NotFound as fault:
        return _code_page(faults_of(BadInput(fault.text, fields={"code": fault.text}))), fault.status
    except BadInput as fault:
        return _code_page(faults_of(fault)), fault.status
    return render_template("handovers/taken.html", made=made)


def _acting() -> service.Giver:
    viewer = viewer_here()
    return service.Giver(accounts.acting(the_site(), viewer), viewer.role)


def _form(administrator: UUID, errors: Mapping[str, str]) -> str:
    by = _acting()
    old = service.administrator_in(by, administrator)
    return render_template(
        "handovers/new.html", old=old, own=old.id == by.actor.id, errors=errors, form=request.form
    )


def _code_page(errors: Mapping[str, str]) -> str:
    return render_template("handovers/code.html", errors=errors, form=request.form)
