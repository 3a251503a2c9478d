"""The demo's start page: every site's rehearsal clock in everybody's hands. Nothing of this is there outside the demo."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from core.console.tenants import read_moment, set_place_clock, tenant_rows
from core.decisions.values import say
from core.errors import NotFound
from core.web.access import on_sites, public
from core.web.i18n import gettext as _
from core.web.site import composition

blueprint = Blueprint("demo", __name__, template_folder="templates", url_prefix="/demo")


@blueprint.post("/clocks/<tenant>")
@on_sites("platform")
@public
def clock(tenant: str) -> Response:
    """Set a site's rehearsal clock; there is no such address outside the demo."""
    composed = composition()
    found = composed.registry.tenants.get(tenant)
    if found is None or not composed.demo:
        raise NotFound(say("There is nothing at this address."))
    set_place_clock(found, request.form.get("area", ""), read_moment(request.form.get("moment", "")))
    flash(_("The clock is set."), "good")
    return redirect("/sites")


def clocks_below_sites() -> Mapping[str, str]:
    """Return for each place, by its path, what the start page shows below it."""
    rows = [row for row in tenant_rows(composition().registry) if row.may_rehearse]
    return {
        f"{row.tenant}/{row.area}".rstrip("/"): Markup(render_template("console/demo_clock.html", row=row))  # noqa: S704 (a template of ours, escaped inside)
        for row in rows
    }
