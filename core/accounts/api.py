"""Signing in and one's own account for programs; the same services and rules as the pages."""

from typing import Any

from flask import request
from flask_smorest import Blueprint

from core.accounts import service
from core.accounts.schemas import ContactsSchema, PasswordSchema, SignInSchema, TokenSchema, ViewerSchema
from core.web.access import learner_only, public, signed_in
from core.web.cookie import token_of_request
from core.web.site import Viewer, the_site, viewer_here

blueprint = Blueprint("accounts-api", __name__, description="Signing in, and one's own account")


@blueprint.post("/sign-in")
@blueprint.arguments(SignInSchema)
@blueprint.response(200, TokenSchema)
@public
def api_sign_in(sent: dict[str, str]) -> dict[str, str]:
    """Sign a learner in; the first time with the shared password a second fact is asked."""
    token = service.sign_in(the_site(), sent["account"], sent["password"], sent["second_fact"], _client())
    return {"token": token}


@blueprint.post("/sign-out")
@blueprint.response(204)
@public
def api_sign_out() -> None:
    """End this sign-in."""
    service.sign_out(token_of_request())


@blueprint.get("/me")
@blueprint.response(200, ViewerSchema)
@signed_in
def me() -> Viewer:
    """Say who is signed in."""
    return viewer_here()


@blueprint.post("/password")
@blueprint.arguments(PasswordSchema)
@blueprint.response(200, TokenSchema)
@signed_in
def api_password(sent: dict[str, str]) -> dict[str, Any]:
    """Choose a new password; every token given before ends, a new one is returned."""
    token = service.change_password(the_site(), viewer_here(), sent["old"], sent["new"], _client())
    return {"token": token}


@blueprint.post("/contacts")
@blueprint.arguments(ContactsSchema)
@blueprint.response(204)
@learner_only
def api_contacts(sent: dict[str, str]) -> None:
    """Keep phone and e-mail."""
    viewer = viewer_here()
    required = service.rules_of(the_site(), viewer.area).accounts.contacts == "required"
    service.bind_contacts(viewer, sent["phone"], sent["email"], required=required)


def _client() -> str:
    return request.user_agent.string
