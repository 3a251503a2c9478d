"""Certificates at the administrators' desk: the list, one of them, revoking, and issuing for a whole unit."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from core.accounts import service as accounts
from core.certificates import service
from core.certificates.printing import qr_of
from core.certificates.views import pdf_response
from core.decisions.values import Word, say
from core.errors import BadInput
from core.web.access import administrator_only
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import the_site, viewer_here

blueprint = Blueprint(
    "certificates-desk", __name__, template_folder="templates", url_prefix="/admin/certificates"
)


@blueprint.get("")
@administrator_only
def certificates() -> str:
    """List the certificates of the administrator's learners, those that need care first."""
    scope = accounts.scope_of(viewer_here())
    found = service.certificates_in(scope, service.Query.of(request.args))
    batches = [(batch, accounts.unit(batch.unit)) for batch in service.batches_in(scope)]
    return render_template("certificates/list.html", found=found, batches=batches, word=Word)


@blueprint.get("/<uuid:certificate>")
@administrator_only
def certificate(certificate: UUID) -> str:
    """Show one certificate with who issued and revoked it."""
    held = service.certificate_in(accounts.scope_of(viewer_here()), certificate)
    return _page(held, confirm=False)


@blueprint.get("/<uuid:certificate>.pdf")
@administrator_only
def pdf(certificate: UUID) -> Response:
    """Give one certificate as PDF."""
    return pdf_response(service.certificate_in(accounts.scope_of(viewer_here()), certificate).row)


@blueprint.get("/<uuid:certificate>/revoke")
@administrator_only
def confirm_revoke(certificate: UUID) -> str:
    """Say what revoking does, and ask for the reason."""
    held = service.certificate_in(accounts.scope_of(viewer_here()), certificate)
    return _page(held, confirm=True)


@blueprint.post("/<uuid:certificate>/revoke")
@administrator_only
def revoke(certificate: UUID) -> Any:
    """Revoke a certificate with a reason."""
    by = accounts.acting(the_site(), viewer_here())
    try:
        service.revoke(by, certificate, request.form.get("reason", "")[:500])
    except BadInput as fault:
        held = service.certificate_in(by.scope, certificate)
        return _page(held, confirm=True, errors={"reason": reader().text(fault.text)}), fault.status
    flash(_("The certificate is revoked."), "good")
    return redirect(url_for("certificates-desk.certificate", certificate=certificate))


@blueprint.post("/<uuid:certificate>/anew")
@administrator_only
def anew(certificate: UUID) -> Response:
    """Issue a new certificate for the holder of one that was revoked or that the result has outrun."""
    by = accounts.acting(the_site(), viewer_here())
    held = service.certificate_in(by.scope, certificate)
    asking = service.Asking(
        by="administrator", actor=by.actor, address=request.host_url.rstrip("/"), anew=True
    )
    row = service.issue(held.row.learner, asking)
    flash(_("Certificate {number} is issued.", number=row.number), "good")
    return redirect(url_for("certificates-desk.certificate", certificate=row.id))


@blueprint.get("/bulk")
@administrator_only
def bulk() -> str:
    """Choose a unit, and see what issuing for it and all below it will do."""
    viewer = viewer_here()
    scope = accounts.scope_of(viewer)
    chosen = request.args.get("unit", "") or viewer.unit
    row = accounts.unit_in(scope, chosen)
    return render_template(
        "certificates/bulk.html",
        unit=row,
        units=service.units_in(scope),
        preview=service.preview_of(service.units_below(row.code)),
    )


@blueprint.post("/bulk")
@administrator_only
def begin() -> Response:
    """Queue the issue for a unit and all below it."""
    by = accounts.acting(the_site(), viewer_here())
    batch = service.begin_batch(by, request.form.get("unit", ""), request.host_url.rstrip("/"))
    return redirect(url_for("certificates-desk.batch", batch=batch.id))


@blueprint.get("/bulk/<uuid:batch>")
@administrator_only
def batch(batch: UUID) -> str:
    """Show how far a bulk issue has come, its papers, and who was left out and why."""
    row = service.batch_in(accounts.scope_of(viewer_here()), batch)
    return render_template(
        "certificates/batch.html", found=service.state_of(row), unit=accounts.unit(row.unit)
    )


@blueprint.get("/bulk/<uuid:batch>/<int:part>.zip")
@administrator_only
def archive(batch: UUID, part: int) -> Response:
    """Give a ZIP with papers of a bulk issue."""
    row = service.batch_in(accounts.scope_of(viewer_here()), batch)
    file, name = BytesIO(service.archive_of(row, part)), f"{accounts.unit(row.unit).name}-{part}.zip"
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)


def _page(held: service.Held, *, confirm: bool, errors: dict[str, str] | None = None) -> str:
    return render_template(
        "certificates/one.html",
        held=held,
        paper=service.paper_of(held.row),
        look=service.look_of_row(held.row),
        qr=qr_of(held.row),
        confirm=confirm,
        errors=errors or {},
        title=say("Certificate {number}", number=held.row.number),
    )
