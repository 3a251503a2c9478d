"""A learner's own certificate, the public check of any, and the keys that it can be checked with."""

from io import BytesIO
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.audit.service import Actor
from core.certificates import service
from core.certificates.printing import qr_of
from core.decisions.values import Word, say
from core.errors import Refused
from core.keys.signing import key_set, public_keys
from core.web.access import learner_only, public
from core.web.site import keys_folder, viewer_here

blueprint = Blueprint("certificates", __name__, template_folder="templates")
PDF = "application/pdf"
LONGEST = 80
"""Of what is typed into the public check."""


@blueprint.get("/certificate")
@learner_only
def own() -> str:
    """Show the learner's certificate as a page, or why there is none yet with the rule."""
    viewer = viewer_here()
    chance = service.chance_of(viewer.id)
    row = chance.row
    return render_template(
        "certificates/own.html",
        chance=chance,
        paper=service.paper_of(row) if row else None,
        look=service.look_of_row(row) if row else None,
        qr=qr_of(row) if row else "",
        others=[held for held in service.own_certificates(viewer.id) if row is None or held.row.id != row.id],
        place="verdict",
        word=Word,
    )


@blueprint.post("/certificate")
@learner_only
def issue_own() -> Response:
    """Have the learner's certificate issued."""
    viewer = viewer_here()
    service.issue(viewer.id, asking_of(Actor(viewer.id, viewer.name)))
    return redirect(url_for("certificates.own"))


@blueprint.get("/certificate.pdf")
@learner_only
def own_pdf() -> Response:
    """Give the learner's certificate as PDF, as long as it may be printed."""
    chance = service.chance_of(viewer_here().id)
    if chance.row is None or chance.superseded or not chance.verdict.met:
        raise Refused(
            say("There is no certificate that may be printed."), chance.verdict, code="no_certificate"
        )
    return pdf_response(chance.row)


@blueprint.get("/verify")
@public
def verify() -> str:
    """Tell anybody with number and code what a certificate says and whether it is valid; never more than the paper."""
    number, code = (request.args.get(name, "")[:LONGEST].strip() for name in ("number", "code"))
    asked = bool(number and code)
    found = service.check(number, code) if asked else None
    return render_template("certificates/verify.html", number=number, code=code, asked=asked, found=found)


@blueprint.get("/.well-known/xuefa-certificate-keys.json")
@public
def keys() -> Any:
    """Publish the tenant's public keys, with which a certificate can be checked without this site."""
    response = jsonify(key_set(public_keys(keys_folder())))
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def asking_of(actor: Actor) -> service.Asking:
    """Return a learner as one who asks for a certificate that can be checked on this host."""
    return service.Asking(by="learner", actor=actor, address=request.host_url.rstrip("/"))


def pdf_response(row: service.CertificateRow) -> Response:
    """Return a certificate as a file to be kept."""
    file, name = BytesIO(service.pdf_of(row)), service.file_name(row)
    return send_file(file, mimetype=PDF, as_attachment=True, download_name=name)
