"""Exemptions on file as decisions see them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from core.decisions.facts import ExemptionRecord
from core.tenancy.reading import Reading, Row

RECORDS = Reading("""
SELECT e.learner, e.reason, e.state, e.decided, e.trail, e.evidence <> '' OR EXISTS (
  SELECT FROM exemption_evidence x WHERE x.tenant = e.tenant AND x.exemption = e.id), e.until
FROM exemptions e WHERE e.tenant = %(tenant)s AND e.learner = ANY(%(learners)s) AND e.year = %(year)s
AND e.state <> 'withdrawn' ORDER BY e.applied_at
""")
"""The exemptions on file for learners' year, oldest first; what was withdrawn is on file no more."""


def record_from(row: Row) -> tuple[UUID, ExemptionRecord]:
    """Return whose exemption a row of ``RECORDS`` is, and the exemption as decisions see it."""
    learner, reason, state, decided, trail, evidence, until = row
    return learner, ExemptionRecord(
        reason=reason,
        state=state,
        decided=decided,
        approvals=len(approvers(trail)),
        evidence=evidence,
        until=until,
    )


def approvers(trail: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Return who has approved, level by level; an answer to what was missing begins the levels anew."""
    given: list[str] = []
    for step in trail:
        if step["act"] == "approve":
            given.append(step["by"])
        elif step["act"] == "answer":
            given.clear()
    return tuple(given)
