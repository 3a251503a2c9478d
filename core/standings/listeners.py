"""Standings follow what happens: whatever changes a learner's facts has them judged again."""

from core.standings.judging import judge
from core.tenancy.announce import Event, subscribe
from core.web.site import Composition

CHANGES = (
    "learner.studied",
    "learner.deactivated",
    "learner.reactivated",
    "learner.transferred",
    "exam.handed_in",
    "exemption.approved",
    "exemption.revoked",
    "exemption.refused",
)


def init(_composed: Composition) -> None:
    """Subscribe to what changes a standing."""
    for event in CHANGES:
        subscribe(event, _judge_again)


def _judge_again(event: Event) -> None:
    if event.learner is not None:
        judge(event.learner, event.year)
