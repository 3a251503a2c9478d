"""The operator's host: signing in, the table of tenants with the worst first, and the rehearsal clocks."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.console.operators import end_sign_in, sign_in
from core.console.tenants import read_moment, set_place_clock, tenant_rows
from core.decisions.values import say
from core.errors import BadInput, NotFound, TooMany
from core.tenancy.quarantine import let_in, quarantines
from core.web.access import on_sites, operator_only, public
from core.web.cookie import drop_token, put_token, token_of_request
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import composition, the_viewer

blueprint = Blueprint("operator", __name__, template_folder="templates", url_prefix="/operator")


@blueprint.context_processor
def own_places() -> dict[str, Any]:
    """Lead the pages' sign-out to the operators' own."""
    return {"sign_out_url": url_for("operator.sign_out"), "home_url": url_for("operator.front")}


@blueprint.get("")
@on_sites("operator")
@public
def front() -> Any:
    """Show the tenants, or the sign-in form."""
    if the_viewer() is None:
        return render_template("console/operator_sign_in.html", fault="", account="")
    return render_template("console/tenants.html", rows=tenant_rows(composition().registry))


@blueprint.post("/sign-in")
@on_sites("operator")
@public
def sign_in_now() -> Any:
    """Sign an operator in."""
    account = request.form.get("account", "")[:60]
    try:
        token = sign_in(account, request.form.get("password", "")[:200])
    except (BadInput, TooMany) as error:
        page = render_template(
            "console/operator_sign_in.html", fault=reader().text(error.text), account=account
        )
        return page, error.status
    return put_token(redirect(url_for("operator.front")), token, secure=request.is_secure)


@blueprint.post("/sign-out")
@on_sites("operator")
@public
def sign_out() -> Response:
    """End the operator's sign-in."""
    end_sign_in(token_of_request())
    return drop_token(redirect(url_for("operator.front")))


@blueprint.post("/clocks/<tenant>")
@operator_only
def clock(tenant: str) -> Response:
    """Set a place's rehearsal clock; refused outside demo, sandbox and preview."""
    found = composition().registry.tenants.get(tenant)
    if found is None:
        raise NotFound(say("There is no such tenant: {tenant}.", tenant=tenant))
    area = request.form.get("area", "")
    set_place_clock(found, area, read_moment(request.form.get("moment", "")))
    flash(_("The clock is set."), "good")
    return redirect(url_for("operator.front"))


@blueprint.post("/release/<tenant>")
@operator_only
def release(tenant: str) -> Response:
    """Serve a tenant again whose code was caught in a loop; another operator may have done so already."""
    if tenant not in composition().registry.tenants:
        raise NotFound(say("There is no such tenant: {tenant}.", tenant=tenant))
    if tenant in quarantines():
        let_in(tenant)
    flash(_("{tenant} is served again.", tenant=tenant), "good")
    return redirect(url_for("operator.front"))
