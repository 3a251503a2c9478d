"""Exemptions on file: applied for, approved level by level, refused, revoked. Every step keeps who, when and why."""

from collections.abc import Collection, Iterable
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

Decision = Literal["approve", "refuse"]


def records_of(learners: Collection[UUID], year: int) -> dict[UUID, tuple[ExemptionRecord, ...]]:
    """Return the exemptions on file for these learners' year as decisions see them, oldest first."""
    found: dict[UUID, tuple[ExemptionRecord, ...]] = {}
    for row in _on_file(learners, year):
        found[row.learner] = (*found.get(row.learner, ()), _record(row))
    return found


def rows_of(learner: UUID, year: int) -> list[ExemptionRow]:
    """Return the exemptions on file with their trails, oldest first."""
    return list(_on_file([learner], year))


def _on_file(learners: Collection[UUID], year: int) -> Iterable[ExemptionRow]:
    query = sa.select(ExemptionRow).where(ExemptionRow.learner.in_(learners), ExemptionRow.year == year)
    return db.session.scalars(query.order_by(ExemptionRow.applied_at))


def _record(row: ExemptionRow) -> ExemptionRecord:
    return ExemptionRecord(
        reason=row.reason,
        state=row.state,
        decided=row.decided,
        approvals=sum(step["act"] == "approve" for step in row.trail),
        evidence=bool(row.evidence),
    )


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
