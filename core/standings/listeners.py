"""Standings follow what happens: whatever changes a learner's facts has them judged again."""

from collections.abc import Sequence

from core.standings.judging import judge_many
from core.tenancy.announce import Event, subscribe_all
from core.web.site import Composition

CHANGES = (
    "learner.studied",
    "learner.deactivated",
    "learner.reactivated",
    "learner.transferred",
    "learner.changed",
    "cohort.entered",
    "cohort.left",
    "exam.handed_in",
    "exam.reopened",
    "exam.regraded",
    "exemption.approved",
    "exemption.ended",
    "exemption.revoked",
    "exemption.refused",
)


def init(_composed: Composition) -> None:
    """Subscribe to what changes a standing."""
    for event in CHANGES:
        subscribe_all(event, _judge_again)


def _judge_again(events: Sequence[Event]) -> None:
    for year in {event.year for event in events}:
        judge_many([event.learner for event in events if event.learner and event.year == year], year)
