"""Revoking: a reason, who and when are written beside the certificate, which is never deleted."""

from uuid import UUID

from core.accounts.service import Acting
from core.audit.service import note
from core.certificates.finding import certificate_in, lock_certificates
from core.certificates.models import CertificateRow
from core.db import db, now
from core.decisions.values import say
from core.errors import BadInput, Refused
from core.tenancy.announce import announce

NO_REASON = say("Please give a reason.")


def revoke(by: Acting, certificate: UUID, reason: str) -> CertificateRow:
    """Revoke a certificate and commit.

    Raises NotFound for a learner whom the administrator does not see, BadInput without a reason, Refused when it is
    revoked already.
    """
    if not reason.strip():
        raise BadInput(NO_REASON, fields={"reason": NO_REASON})
    row = certificate_in(by.scope, certificate).row
    lock_certificates(row.learner)
    db.session.refresh(row)
    if row.revoked_at is not None:
        raise Refused(say("This certificate has been revoked already."), code="revoked")
    row.revoked_at, row.revoked_by, row.revoked_by_name = now(), by.actor.id, by.actor.name
    row.revoke_reason = reason.strip()
    note(by.actor, "revoke_certificate", str(row.learner), row.revoke_reason, number=row.number)
    db.session.commit()
    announce("certificate.revoked", row.learner, row.year, number=row.number)
    return row
