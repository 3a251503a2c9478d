"""Pages of signing in and of one's own account."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from core.accounts import service
from core.accounts.forms import account_facts, labels_of, policy_text
from core.decisions.values import Text, say
from core.errors import BadInput, Refused, TooMany, XuefaError
from core.web.access import administrator_only, for_work, learner_only, public, safe_next, signed_in
from core.web.cookie import drop_token, put_token, token_of_request
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_site, the_viewer, viewer_here

NAMING = service.Limit("unit_names", 1200, timedelta(minutes=10))
ASKING = service.Limit("helpers", 60, timedelta(minutes=10))
blueprint = Blueprint("accounts", __name__, template_folder="templates")


@blueprint.get("/sign-in")
@public
def sign_in() -> Any:
    """Show the learners' sign-in form; those who are in already are led home."""
    return _home() if the_viewer() else _sign_in_page()


@blueprint.post("/sign-in")
@public
def sign_in_now() -> Any:
    """Sign a learner in."""
    return _try_sign_in(service.sign_in)


@blueprint.get("/admin/sign-in")
@public
def admin_sign_in() -> Any:
    """Show the administrators' sign-in form; those who are in already are led home."""
    return _home() if the_viewer() else _sign_in_page()


@blueprint.post("/admin/sign-in")
@public
def admin_sign_in_now() -> Any:
    """Sign an administrator in."""
    return _try_sign_in(service.sign_in_administrator)


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    """End the sign-in, on the server and in the browser; also for those whose sign-in has run out."""
    service.sign_out(token_of_request())
    return drop_token(redirect("/sign-in"))


@blueprint.get("/password")
@signed_in
def new_password() -> str:
    """Show the form for a new password."""
    return _password_page({}, None)


@blueprint.post("/password")
@signed_in
def save_password() -> Any:
    """Keep the new password and go on with contact details or home."""
    viewer, site, form = viewer_here(), the_site(), request.form
    if form.get("new", "") != form.get("again", ""):
        return _password_page({"again": _("The two new passwords differ.")}, None), 400
    try:
        token = service.change_password(site, viewer, form.get("old", ""), form.get("new", ""), _client())
    except BadInput as error:
        return _password_page(faults_of(error), error.facts.get("verdict")), 400
    flash(_("Your new password is saved."), "good")
    return put_token(redirect(service.after_password(site, viewer)), token, secure=request.is_secure)


@blueprint.get("/contacts")
@learner_only
def contacts() -> str:
    """Show the form for contact details."""
    learner = service.learner(viewer_here().id)
    return _contacts_page(learner.phone, learner.email, {})


@blueprint.post("/contacts")
@learner_only
def save_contacts() -> Any:
    """Keep the contact details."""
    phone, email = request.form.get("phone", ""), request.form.get("email", "")
    try:
        service.bind_contacts(viewer_here(), phone, email, required=_contacts_required())
    except BadInput as error:
        return _contacts_page(phone, email, faults_of(error)), 400
    flash(_("Your contact details are saved."), "good")
    return redirect("/")


@blueprint.post("/contacts/skip")
@learner_only
def skip_contacts() -> Response:
    """Leave the contact details for later, where the rules allow it."""
    if _contacts_required():
        raise Refused(say("Contact details are required here."), code="contacts_required")
    service.skip_contacts(viewer_here())
    return redirect("/")


@blueprint.get("/account")
@signed_in
def account() -> str:
    """Show the viewer's own account and who can help."""
    viewer = viewer_here()
    return render_template(
        "accounts/account.html",
        pairs=account_facts(viewer),
        helpers=service.helpers_of(viewer),
        consents=service.consents_of(viewer.id) if viewer.is_learner else (),
    )


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """Show what the place says of personal details."""
    notice = service.privacy_notice(the_site())
    return render_template(
        "accounts/privacy.html", notice=notice, paragraphs=notice.paragraphs(reader().locale)
    )


@blueprint.get("/unit-names")
@public
def unit_names() -> Response:
    """Offer names of units for what has been typed so far: names that stand on their door plates, and nothing else."""
    service.take(NAMING)
    return jsonify(names=service.units_like(the_site(), request.args.get("typed", "")[:60]))


@blueprint.get("/helpers")
@public
def helpers() -> str:
    """Tell somebody without an account who looks after their unit, as far as the place lets it be told."""
    typed = request.args.get("unit", "")[:120]
    if typed:
        service.take(ASKING)
    found = service.helpers_at(the_site(), typed) if typed else None
    return render_template("accounts/helpers.html", typed=typed, found=found)


@blueprint.post("/my-study")
@administrator_only
@for_work("own")
def my_study() -> Response:
    """Let an administrator look at their own study as a learner."""
    token = service.look_at_own_study(the_site(), viewer_here(), token_of_request(), _client())
    return put_token(redirect("/"), token, secure=request.is_secure)


@blueprint.post("/back-to-work")
@learner_only
def back_to_work() -> Response:
    """Let an administrator leave their own study."""
    token = service.look_as_administrator(the_site(), viewer_here(), token_of_request(), _client())
    return put_token(redirect("/admin"), token, secure=request.is_secure)


def _try_sign_in(way: Any) -> Any:
    form = request.form
    typed, password = form.get("account", "")[:60], form.get("password", "")[:200]
    try:
        token = way(the_site(), typed, password, form.get("second_fact", "")[:60], _client())
    except service.SecondFactNeeded as error:
        return _sign_in_page(typed=typed, shared=password, asks=error.asks), 200
    except (service.WrongSignIn, TooMany, Refused) as error:
        page = _sign_in_page(typed=typed, fault=error)
        return page, error.status, _retry_after(error)
    if token_of_request():
        service.sign_out(token_of_request())
    fallback = "/admin" if way is service.sign_in_administrator else "/"
    return put_token(redirect(safe_next(form.get("next", ""), fallback)), token, secure=request.is_secure)


def _retry_after(error: Any) -> dict[str, str]:
    wait = error.facts.get("retry_after")
    return {"Retry-After": str(wait)} if wait else {}


def _sign_in_page(
    typed: str = "", shared: str = "", asks: Text | None = None, fault: XuefaError | None = None
) -> str:
    return render_template(
        "accounts/sign_in.html",
        for_administrators=request.path.startswith("/admin"),
        labels=labels_of(the_site(), administrators=request.path.startswith("/admin")),
        typed=typed,
        shared=shared,
        asks=asks,
        errors=[("account", reader().text(fault.text))] if fault else (),
        verdict=fault.verdict if isinstance(fault, Refused) else None,
        summary_title=_("Sign-in was not possible"),
        next=safe_next(request.values.get("next", "")),
        registers=service.rules_of(the_site()).accounts.registration is not None,
    )


def _password_page(errors: dict[str, str], verdict: Any) -> str:
    viewer = viewer_here()
    policy = service.rules_of(the_site(), viewer.area).accounts.password
    forced = viewer.must_do == "accounts.new_password"
    return render_template(
        "accounts/new_password.html",
        forced=forced,
        asks_old=not forced,
        policy=policy_text(policy),
        policy_most=policy.at_most,
        errors=errors,
        lines=[line for line in verdict.lines if line.met is False] if verdict else (),
    )


def _contacts_page(phone: str, email: str, errors: dict[str, str]) -> str:
    return render_template(
        "accounts/contacts.html", phone=phone, email=email, errors=errors, required=_contacts_required()
    )


def _contacts_required() -> bool:
    return service.rules_of(the_site(), viewer_here().area).accounts.contacts == "required"


def _home() -> Response:
    viewer = the_viewer()
    return redirect("/admin" if viewer and viewer.is_administrator else "/")


def _client() -> str:
    return request.user_agent.string
