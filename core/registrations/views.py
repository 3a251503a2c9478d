"""Pages for those who register themselves: the notice and their consent, their details, and what has become of it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from core.accounts import service as accounts
from core.accounts.forms import policy_text
from core.errors import BadInput, NotFound, Refused
from core.registrations import service
from core.registrations.forms import choices_of, facts_of, heading_of
from core.web.access import public
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_site

blueprint = Blueprint("registrations", __name__, template_folder="templates", url_prefix="/register")
AGREEING = accounts.Limit("consent", 300, timedelta(hours=1))
ASKING = accounts.Limit("registration_state", 120, timedelta(minutes=10))


@blueprint.get("")
@public
def begin() -> str:
    """Show who may register until when, and the privacy notice to agree to."""
    return _begin_page({})


@blueprint.post("")
@public
def agree() -> Any:
    """Record the consent and go on to the details."""
    rule = service.rule_here(the_site())
    if not service.is_open(the_site(), rule):
        return _begin_page({}), 409
    if request.form.get("agree") != "yes":
        return _begin_page({"agree": _("Without your consent no details can be taken here.")}), 400
    accounts.take(AGREEING)
    mark = accounts.give_consent(the_site(), service.PURPOSE)
    return redirect(url_for("registrations.details", consent=mark))


@blueprint.get("/details")
@public
def details() -> Any:
    """Show the form of the details, to those who have agreed."""
    return _with_consent(request.args.get("consent", ""), lambda mark: _details_page(mark, {}))


@blueprint.post("/details")
@public
def send() -> Any:
    """Take a registration."""
    return _with_consent(request.form.get("consent", ""), _sent)


@blueprint.get("/state")
@public
def state() -> Any:
    """Ask after a registration by its number."""
    service.rule_here(the_site())
    accounts.take(ASKING)
    number = request.args.get("number", "")[:60]
    if not number:
        return render_template("registrations/state.html", row=None, number="", errors={})
    try:
        row = service.registration_called(number)
    except NotFound as fault:
        told = {"number": reader().text(fault.text)}
        return render_template("registrations/state.html", row=None, number=number, errors=told), 404
    return _state_page(row)


def _with_consent(mark: str, go_on: Any) -> Any:
    """Send those back to the notice whose consent does not stand."""
    service.rule_here(the_site())
    try:
        accounts.consent_behind(the_site(), mark, service.PURPOSE)
    except Refused as fault:
        flash(reader().text(fault.text), "warn")
        return redirect(url_for("registrations.begin"))
    return go_on(mark)


def _sent(mark: str) -> Any:
    try:
        row = service.register(the_site(), mark, request.form)
    except BadInput as fault:
        return _details_page(mark, faults_of(fault)), fault.status
    return redirect(url_for("registrations.state", number=service.spaced(row.reference)))


def _begin_page(errors: Mapping[str, str]) -> str:
    site = the_site()
    rule, notice = service.rule_here(site), accounts.privacy_notice(site)
    return render_template(
        "registrations/begin.html",
        rule=rule,
        open=service.is_open(site, rule),
        notice=notice,
        paragraphs=notice.paragraphs(reader().locale),
        errors=errors,
    )


def _details_page(mark: str, errors: Mapping[str, str]) -> str:
    rule, known = service.rule_here(the_site()), accounts.rules_of(the_site()).accounts
    return render_template(
        "registrations/details.html",
        consent=mark,
        rule=rule,
        more=[(name, heading_of(name)) for name in service.more_fields(rule)],
        choices=choices_of(the_site()),
        policy=policy_text(known.password),
        sent=request.form,
        errors=errors,
    )


def _state_page(row: service.Registration) -> str:
    known = accounts.rules_of(the_site(), accounts.unit(row.unit).area).accounts
    initial = known.initial
    own = known.registration is not None and known.registration.begins_with == "own"
    return render_template(
        "registrations/state.html",
        row=row,
        number=service.spaced(row.reference),
        pairs=facts_of(row),
        first="" if own or initial is None else initial.value,
        asks=accounts.second_fact_asked(known),
        errors={},
    )
