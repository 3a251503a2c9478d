"""The first sign-in at finance's desk: handed out anew to an applicant who has lost it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.accounts.service import Acting
from core.errors import BadInput
from core.fees import service as fees
from core.fees.views import FINANCE, acting_here
from core.ordering import service
from core.web.access import administrator_only, for_work
from core.web.faults import faults_of
from core.web.i18n import gettext as _

blueprint = for_work("fees")(
    Blueprint("ordering-desk", __name__, template_folder="templates", url_prefix="/admin/fees")
)


@blueprint.get("/<uuid:application>/sign-in")
@administrator_only
def first_sign_in(application: UUID) -> str:
    """Say what has become of an order's first sign-in, and ask why it is handed out anew."""
    return _page(acting_here(FINANCE), application, {})


@blueprint.post("/<uuid:application>/sign-in")
@administrator_only
def hand_out(application: UUID) -> Any:
    """Put a new first sign-in behind the order's link, and mail the link once more."""
    by = acting_here(FINANCE)
    try:
        service.hand_out_again(by, application, fees.reason_of(request.form))
    except BadInput as fault:
        return _page(by, application, faults_of(fault)), fault.status
    flash(_("A new sign-in waits behind the link of the order, which was mailed once more."), "good")
    return redirect(url_for("fees.order", order=application))


@blueprint.app_template_global("opened_a_unit")
def opened_a_unit(order: UUID) -> bool:
    """Tell whether an order has opened a unit, whose first sign-in may have been lost."""
    return service.has_opened(order)


def _page(by: Acting, application: UUID, errors: Mapping[str, str]) -> str:
    found = service.first_of(by, application)
    return render_template("ordering/hand_out.html", found=found, errors=errors, sent=request.form)
