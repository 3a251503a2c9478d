"""Pages of recovering by oneself, of learners and of administrators: which account, the code, the new password."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request

from core.accounts.forms import policy_text
from core.accounts.service import rules_of
from core.errors import BadInput, Refused, TooMany
from core.recoveries import service
from core.web.access import public
from core.web.faults import faults_of
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_site

blueprint = Blueprint("recoveries", __name__, template_folder="templates")


@blueprint.get("/recover")
@public
def learners() -> str:
    """Show what a learner can recover, and by which ways."""
    return _begin_page({})


@blueprint.get("/admin/recover")
@public
def administrators() -> str:
    """Show how an administrator recovers a password."""
    return _begin_page({})


@blueprint.post("/recover")
@public
def ask() -> Any:
    """Have a code sent for a learner's password; the answer is the same for every name."""
    return _asked()


@blueprint.post("/admin/recover")
@public
def ask_administrator() -> Any:
    """Have a code sent for an administrator's password; the answer is the same for every name."""
    return _asked()


@blueprint.post("/recover/account")
@public
def account() -> Any:
    """Have the account number sent to the contact that was typed; the answer is the same for every contact."""
    try:
        service.ask_for_account(the_site(), request.form.get("contact", "")[:120])
    except (Refused, TooMany) as fault:
        return _begin_page({"contact": reader().text(fault.text)}), fault.status
    return render_template("recoveries/sent.html")


@blueprint.get("/recover/code/<uuid:recovery>")
@public
def code(recovery: UUID) -> str:
    """Show the form for the code and the new password."""
    return _code_page(recovery, {})


@blueprint.post("/recover/code/<uuid:recovery>")
@public
def set_password(recovery: UUID) -> Any:
    """Set the new password of whoever has the code."""
    form = request.form
    if form.get("new", "") != form.get("again", ""):
        return _code_page(recovery, {"again": _("The two new passwords differ.")}), 400
    try:
        service.set_new_password(the_site(), recovery, form.get("code", "")[:20], form.get("new", "")[:200])
    except BadInput as fault:
        return _code_page(recovery, faults_of(fault)), fault.status
    flash(_("Your new password is saved. Please sign in with it."), "good")
    return redirect("/admin/sign-in" if form.get("desk") == "yes" else "/sign-in")


def _asked() -> Any:
    desk = _at_desk()
    typed, channel = request.form.get("account", "")[:60], request.form.get("channel", "")
    try:
        recovery = service.ask_for_password(the_site(), typed, channel, administrator=desk)
    except (Refused, TooMany) as fault:
        return _begin_page({"account": reader().text(fault.text)}), fault.status
    return redirect(f"/recover/code/{recovery}" + ("?desk=yes" if desk else ""))


def _at_desk() -> bool:
    return request.path.startswith("/admin")


def _begin_page(errors: Mapping[str, str]) -> str:
    desk = _at_desk()
    ways = service.ways(the_site(), administrators=desk)
    return render_template("recoveries/begin.html", desk=desk, ways=ways, typed=request.form, errors=errors)


def _code_page(recovery: UUID, errors: Mapping[str, str]) -> str:
    policy = rules_of(the_site()).accounts.password
    return render_template(
        "recoveries/code.html",
        recovery=recovery,
        policy=policy_text(policy),
        desk=request.values.get("desk") == "yes",
        errors=errors,
    )
