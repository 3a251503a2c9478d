"""The demo's start page: every site's accounts and its rehearsal clock, in everybody's hands; not there outside the demo."""

import json
from collections.abc import Mapping, Sequence

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


def below_sites() -> Mapping[str, str]:
    """Return for each place, by its path, what the start page shows below it: its accounts and its clock."""
    accounts = _accounts()
    found = {}
    for row in tenant_rows(composition().registry):
        if row.may_rehearse:
            place = f"{row.tenant}/{row.area}".rstrip("/")
            page = render_template("console/demo_site.html", row=row, accounts=accounts.get(place, ()))
            found[place] = Markup(page)  # noqa: S704 (a template of ours, escaped inside)
    return found


def _accounts() -> Mapping[str, Sequence[Mapping[str, str]]]:
    """The demo's accounts by place, from the list that it has written for everybody."""
    path = composition().demo
    if path is None or not path.is_file():
        return {}
    return {site["id"]: site["accounts"] for site in json.loads(path.read_text(encoding="utf-8"))["tenants"]}
