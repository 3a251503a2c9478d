"""Exemptions on file: applied for, approved level by level, refused, revoked. Every step keeps who, when and why."""

from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, learner_in
from core.audit.service import note
from core.db import db, now
from core.decisions.case import Case
from core.decisions.exempting import approvals_needed, may_apply
from core.decisions.facts import ExemptionRecord
from core.decisions.values import say
from core.errors import BadInput, NotFound, Refused
from core.exemptions.models import ExemptionRow, State
from core.tenancy.announce import announce
from core.tenancy.reading import Reading, Row

Decision = Literal["approve", "refuse"]


RECORDS = Reading("""
SELECT learner, reason, state, decided, trail, evidence <> '' FROM exemptions
WHERE tenant = %(tenant)s AND learner = ANY(%(learners)s) AND year = %(year)s ORDER BY applied_at
""")
"""The exemptions on file for learners' year, oldest first."""


def record_from(row: Row) -> tuple[UUID, ExemptionRecord]:
    """Return whose exemption a row of ``RECORDS`` is, and the exemption as decisions see it."""
    learner, reason, state, decided, trail, evidence = row
    approvals = sum(step["act"] == "approve" for step in trail)
    return learner, ExemptionRecord(
        reason=reason, state=state, decided=decided, approvals=approvals, evidence=evidence
    )


def rows_of(learner: UUID, year: int) -> list[ExemptionRow]:
    """Return the exemptions on file with their trails, oldest first."""
    query = sa.select(ExemptionRow).where(ExemptionRow.learner == learner, ExemptionRow.year == year)
    return list(db.session.scalars(query.order_by(ExemptionRow.applied_at)))


def apply_for(case: Case, learner: UUID, reason: str, evidence: str = "") -> ExemptionRow:
    """Put an application on file and commit.

    ``evidence`` says in words what the unit keeps. Raises Refused with the verdict when the record does not bear the
    reason out or the period is over, and when the same reason is on file already.
    """
    verdict = may_apply(case, reason)
    if not verdict.met:
        raise Refused(say("This exemption cannot be applied for."), verdict, code="no_exemption")
    row = ExemptionRow(
        learner=learner, year=case.rules.year, reason=reason, evidence=evidence.strip(), applied_at=now()
    )
    db.session.add(row)
    try:
        db.session.commit()
    except sa.exc.IntegrityError as error:
        db.session.rollback()
        raise Refused(say("This exemption is on file already."), code="on_file") from error
    announce("exemption.applied", learner, case.rules.year)
    return row


def decide(by: Acting, exemption: UUID, decision: Decision, case: Case, reason: str = "") -> ExemptionRow:
    """Approve the next level of an exemption or refuse it, and commit; a refusal needs a reason.

    Raises NotFound for a learner whom the administrator does not see, Refused when it is decided already.
    """
    row = _locked(by, exemption)
    if row.state not in {"applied", "reviewed"}:
        raise Refused(say("This exemption has been decided already."), code="decided")
    if decision == "refuse":
        _require_reason(reason)
        return _decided(by, row, "refuse", "refused", reason)
    needed = approvals_needed(case, row.reason)
    given = 1 + sum(step["act"] == "approve" for step in row.trail)
    return _decided(by, row, "approve", "approved" if given >= len(needed) else "reviewed", reason)


def revoke(by: Acting, exemption: UUID, reason: str) -> ExemptionRow:
    """Revoke an approved exemption with a reason, and commit; the rules say what the year then counts as."""
    row = _locked(by, exemption)
    if row.state != "approved":
        raise Refused(say("Only an approved exemption can be revoked."), code="not_approved")
    _require_reason(reason)
    return _decided(by, row, "revoke", "revoked", reason)


def _locked(by: Acting, exemption: UUID) -> ExemptionRow:
    row = db.session.scalars(
        sa.select(ExemptionRow).where(ExemptionRow.id == exemption).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound(say("There is no such exemption here."))
    learner_in(by.scope, row.learner)
    return row


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput(say("Please give a reason."))


def _decided(by: Acting, row: ExemptionRow, act: str, state: State, reason: str) -> ExemptionRow:
    at = now()
    step = {"act": act, "by": str(by.actor.id), "name": by.actor.name, "at": at.isoformat(), "why": reason}
    row.trail = [*row.trail, step]
    row.state = state
    row.decided = at.astimezone(by.site.zone).date()
    note(by.actor, f"exemption_{act}", str(row.learner), reason, exemption=str(row.id))
    db.session.commit()
    announce(f"exemption.{state}", row.learner, row.year)
    return row
