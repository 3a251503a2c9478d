"""A learner's certificates for programs; the same answers as the page."""

from typing import Any

from flask import url_for
from flask_smorest import Blueprint

from core.audit.service import Actor
from core.certificates import service
from core.certificates.schemas import CertificateSchema, CertificatesSchema
from core.certificates.views import asking_of
from core.certificates.wording import link_of
from core.web.access import learner_only
from core.web.errors import line_json
from core.web.i18n import reader
from core.web.site import viewer_here

blueprint = Blueprint("certificates-api", __name__, description="Certificates of a learner")


@blueprint.get("/certificates")
@blueprint.response(200, CertificatesSchema)
@learner_only
def api_certificates() -> dict[str, Any]:
    """Tell whether a certificate of the current year may be had now, why, and which there are."""
    learner = viewer_here().id
    chance = service.chance_of(learner)
    return {
        "may_have": chance.verdict.met,
        "lines": [line_json(line) for line in chance.verdict.lines],
        "advice": [reader().text(text) for text in chance.verdict.advice],
        "certificates": [_told(held) for held in service.own_certificates(learner)],
    }


@blueprint.post("/certificates")
@blueprint.response(200, CertificateSchema)
@learner_only
def api_issue() -> dict[str, Any]:
    """Have the certificate of the current year issued; asked again, the same one is given."""
    viewer = viewer_here()
    row = service.issue(viewer.id, asking_of(Actor(viewer.id, viewer.name)))
    return _told(service.Held(row, "valid"))


def _told(held: service.Held) -> dict[str, Any]:
    said, row = held.said, held.row
    own_url = url_for("certificates.own_pdf") if held.state == "valid" else ""
    return {
        "number": said.number,
        "code": row.code,
        "year": said.year,
        "name": said.name,
        "unit": said.unit,
        "result": said.result,
        "score": said.score,
        "issuer": said.issuer,
        "issued_at": said.issued_at,
        "state": held.state,
        "check_url": link_of(said, row.code),
        "pdf_url": own_url,
    }
