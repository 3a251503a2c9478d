"""Asking for an exemption: applying with evidence, answering what was missing, withdrawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.case import Case
from core.decisions.exempting import may_be_exempted
from core.decisions.values import say
from core.errors import BadInput, Refused
from core.exemptions.evidence import Sent, add_evidence
from core.exemptions.models import ExemptionRow
from core.files.service import BadFile
from core.tenancy.announce import announce

LONGEST = 1000
OPEN = ("applied", "returned", "reviewed")
"""States in which nothing is decided yet."""
EVIDENCE_NEEDED = say("This reason needs evidence. Please add a file.")
NOTHING_SENT = say("Please write something or add a file.")
TOO_LONG = say("Please write at most {most} characters.", most=LONGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What somebody asks for: the reason, a remark, the evidence that the unit keeps in words, and files."""

    reason: str
    remark: str = ""
    kept: str = ""
    files: Sequence[Sent] = ()


def apply_for(case: Case, learner: UUID, by: Actor, asked: Application) -> ExemptionRow:
    """Put an application on file with its evidence and commit.

    Raises Refused with the verdict when the record does not bear the reason out, the period is over or the year is passed,
    and when the same reason is on file already; BadInput without the evidence that the reason needs.
    """
    verdict = may_be_exempted(case, asked.reason)
    if not verdict.met:
        raise Refused(say("This exemption cannot be applied for."), verdict, code="no_exemption")
    rule = case.rules.exemptions.reasons[asked.reason] if case.rules.exemptions else None
    if rule and rule.evidence and not asked.files and not asked.kept.strip():
        raise BadFile(EVIDENCE_NEEDED)
    row = _enter(case, learner, asked)
    add_evidence(row, asked.files, by)
    _write(row, by, "apply", asked.remark)
    db.session.commit()
    announce("exemption.applied", learner, row.year, exemption=str(row.id))
    return row


def answer(row: ExemptionRow, by: Actor, remark: str, files: Sequence[Sent]) -> ExemptionRow:
    """Add a remark or files to an application that is not decided, and commit.

    One that was returned waits for its first level again. Raises Refused when it is decided, BadInput for nothing.
    """
    _refuse_decided(row)
    if not remark.strip() and not files:
        raise BadInput(NOTHING_SENT, fields={"remark": NOTHING_SENT})
    add_evidence(row, files, by)
    _write(row, by, "answer", remark)
    row.state = "applied"
    db.session.commit()
    announce("exemption.applied", row.learner, row.year, exemption=str(row.id))
    return row


def withdraw(row: ExemptionRow, by: Actor) -> ExemptionRow:
    """Take back an application that is not decided, and commit; raises Refused when it is."""
    _refuse_decided(row)
    _write(row, by, "withdraw", "")
    row.state = "withdrawn"
    db.session.commit()
    announce("exemption.withdrawn", row.learner, row.year, exemption=str(row.id))
    return row


def step(by: Actor, act: str, why: str) -> dict[str, Any]:
    """Return a step of the trail."""
    return {"act": act, "by": str(by.id), "name": by.name, "at": now().isoformat(), "why": why}


def _enter(case: Case, learner: UUID, asked: Application) -> ExemptionRow:
    row = ExemptionRow(
        learner=learner,
        year=case.rules.year,
        reason=asked.reason,
        evidence=_checked(asked.kept, "evidence"),
        applied_at=now(),
    )
    db.session.add(row)
    try:
        db.session.flush()
    except sa.exc.IntegrityError as error:
        db.session.rollback()
        raise Refused(say("This exemption is on file already."), code="on_file") from error
    return row


def _write(row: ExemptionRow, by: Actor, act: str, remark: str) -> None:
    said = _checked(remark, "remark")
    row.trail = [*(row.trail or []), step(by, act, said)]
    note(by, f"exemption_{act}", str(row.learner), said, exemption=str(row.id))


def _checked(text: str, field: str) -> str:
    found = text.strip().replace("\0", "")
    if len(found) > LONGEST:
        db.session.rollback()
        raise BadInput(TOO_LONG, fields={field: TOO_LONG})
    return found


def _refuse_decided(row: ExemptionRow) -> None:
    if row.state not in OPEN:
        raise Refused(say("This exemption has been decided already."), code="decided")
