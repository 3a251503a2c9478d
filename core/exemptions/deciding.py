"""Reviewing: approving level by level, returning, refusing, revoking; each level by somebody else."""

from datetime import date
from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Acting, Administrator, Learner, Unit, learner_in
from core.audit.service import SERVER, note
from core.db import db, now
from core.decisions.case import Case
from core.decisions.exempting import approvals_needed, may_be_exempted
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound, Refused
from core.exemptions.applying import step
from core.exemptions.models import ExemptionRow, State
from core.exemptions.records import approvers
from core.tenancy.announce import announce

Decision = Literal["approve", "return", "refuse"]
WAITING = ("applied", "reviewed")
OWN = say("You cannot decide on your own exemption; another administrator does.")
TWICE = say("You have approved the level before. The next level is for somebody else.")
NOT_THIS_LEVEL = say("The next level is for an administrator above the learner's unit.")
OVER = say("This day is over; please give the last day for which it is approved.")
NOT_OFFICE = say("The next level is for the provincial office.")


def exemption_in(by: Acting, exemption: UUID, *, locked: bool = False) -> ExemptionRow:
    """Return an exemption of a learner whom the administrator sees; NotFound for every other."""
    query = sa.select(ExemptionRow).where(ExemptionRow.id == exemption)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound(say("There is no such exemption here."))
    learner_in(by.scope, row.learner)
    return row


def decide(  # noqa: PLR0913 (the last day is said with the approval itself)
    by: Acting,
    exemption: UUID,
    decision: Decision,
    case: Case,
    reason: str = "",
    *,
    until: date | None = None,
) -> ExemptionRow:
    """Approve the next level of an exemption, return it for more or refuse it, and commit; the latter two need a reason.

    ``until`` is the last day for which it is approved, of a leave that ends; left out, what an earlier level said stands.

    Raises NotFound for a learner whom the administrator does not see; Refused when it is decided already, the level is
    for somebody else, or the learner has passed meanwhile.
    """
    row = exemption_in(by, exemption, locked=True)
    _may_decide(by, row, case)
    if decision == "approve":
        _set_end(row, case, until)
        return _approved(by, row, case, reason)
    _require_reason(reason)
    state: State = "returned" if decision == "return" else "refused"
    return _decided(by, row, decision, state, reason)


def revoke(by: Acting, exemption: UUID, reason: str) -> ExemptionRow:
    """Revoke an approved exemption with a reason, and commit; the rules say what the year then counts as."""
    row = exemption_in(by, exemption, locked=True)
    if row.state != "approved":
        raise Refused(say("Only an approved exemption can be revoked."), code="not_approved")
    if _is_own(by, row):
        raise Refused(OWN, code="own")
    _require_reason(reason)
    return _decided(by, row, "revoke", "revoked", reason)


def hindrance(by: Acting, row: ExemptionRow, case: Case) -> Text | None:
    """Return why this administrator may not decide on the next level, or None; a command on the server always may."""
    if by.actor == SERVER:
        return None
    if _is_own(by, row):
        return OWN
    given = approvers(row.trail)
    if str(by.actor.id) in given:
        return TWICE
    return _not_for(by, row, next_level(case, row))


def next_level(case: Case, row: ExemptionRow) -> str:
    """Return who approves next, as the rule calls them; "" when nobody is left."""
    left = approvals_needed(case, row.reason)[len(approvers(row.trail)) :]
    return left[0] if left else ""


def _not_for(by: Acting, row: ExemptionRow, level: str) -> Text | None:
    who = _administrator(by)
    if level == "province" and not _of_the_office(who):
        return NOT_OFFICE
    if level == "area" and who.role not in {"provincial_office", "area_office"}:
        own = db.session.scalar(sa.select(Learner.unit).where(Learner.id == row.learner))
        return NOT_THIS_LEVEL if own == who.unit else None
    return None


def _of_the_office(who: Administrator) -> bool:
    """The office itself, and a reviewer whom it has set at the head of its units."""
    if who.role != "exemption_reviewer":
        return who.role == "provincial_office"
    head = db.session.scalar(sa.select(Unit.parent.is_(None)).where(Unit.code == who.unit))
    return bool(head)


def _may_decide(by: Acting, row: ExemptionRow, case: Case) -> None:
    if row.state not in WAITING:
        raise Refused(say("This exemption has been decided already."), code="decided")
    because = hindrance(by, row, case)
    if because is not None:
        raise Refused(because, code="not_your_level")


def _approved(by: Acting, row: ExemptionRow, case: Case, reason: str) -> ExemptionRow:
    verdict = may_be_exempted(case, row.reason)
    if case.rules.outcome.formula.judge(case).passed:
        raise Refused(say("The learner has passed the year and cannot be exempted."), verdict, code="passed")
    given = 1 + len(approvers(row.trail))
    done = given >= len(approvals_needed(case, row.reason))
    return _decided(by, row, "approve", "approved" if done else "reviewed", reason)


def _set_end(row: ExemptionRow, case: Case, until: date | None) -> None:
    if until is None:
        return
    if until < case.today:
        raise BadInput(OVER, fields={"until": OVER})
    row.until = until


def _is_own(by: Acting, row: ExemptionRow) -> bool:
    return by.actor != SERVER and _administrator(by).learner == row.learner


def _administrator(by: Acting) -> Administrator:
    return db.session.execute(sa.select(Administrator).where(Administrator.id == by.actor.id)).scalar_one()


def _require_reason(reason: str) -> None:
    missing = say("Please give a reason.")
    if not reason.strip():
        raise BadInput(missing, fields={"reason": missing})


def _decided(by: Acting, row: ExemptionRow, act: str, state: State, reason: str) -> ExemptionRow:
    row.trail = [*row.trail, step(by.actor, act, reason.strip())]
    before, row.state = row.state, state
    row.decided = now().astimezone(by.site.zone).date()
    told = {"exemption": str(row.id), "state": f"{before} → {state}"}
    note(by.actor, f"exemption_{act}", str(row.learner), reason.strip(), **told)
    db.session.commit()
    announce(f"exemption.{state}", row.learner, row.year, exemption=str(row.id))
    return row
