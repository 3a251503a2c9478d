"""What others may ask of exemptions: those on file, applying, deciding, evidence; the only code that commits is behind these names."""

from uuid import UUID

import sqlalchemy as sa

from core.db import db
from core.decisions.values import say
from core.errors import NotFound
from core.exemptions.applying import LONGEST, OPEN, Application, answer, apply_for, withdraw
from core.exemptions.deciding import WAITING, Decision, decide, exemption_in, hindrance, next_level, revoke
from core.exemptions.ending import tell_ends
from core.exemptions.evidence import PURPOSE, Sent, evidence_counts, evidence_of, read_evidence
from core.exemptions.models import STATES, ExemptionRow, State
from core.exemptions.records import RECORDS, record_from

__all__ = [
    "LONGEST",
    "OPEN",
    "PURPOSE",
    "RECORDS",
    "STATES",
    "WAITING",
    "Application",
    "Decision",
    "ExemptionRow",
    "Sent",
    "State",
    "answer",
    "apply_for",
    "decide",
    "evidence_counts",
    "evidence_of",
    "exemption_in",
    "hindrance",
    "next_level",
    "own_exemption",
    "read_evidence",
    "record_from",
    "revoke",
    "rows_of",
    "tell_ends",
    "withdraw",
]


def rows_of(learner: UUID, year: int) -> list[ExemptionRow]:
    """Return the exemptions of a learner's year with their trails, oldest first."""
    query = sa.select(ExemptionRow).where(ExemptionRow.learner == learner, ExemptionRow.year == year)
    return list(db.session.scalars(query.order_by(ExemptionRow.applied_at)))


def own_exemption(learner: UUID, exemption: UUID, *, locked: bool = False) -> ExemptionRow:
    """Return a learner's own exemption; NotFound for anybody else's. Locked, nobody else changes it meanwhile."""
    query = sa.select(ExemptionRow).where(ExemptionRow.id == exemption, ExemptionRow.learner == learner)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound(say("There is no such exemption here."))
    return row
