"""What the worker does for exams: papers whose time is over are handed in once a minute."""

from uuid import UUID

from core.exams.regrade import apply_correction
from core.exams.service import hand_in_overdue
from core.jobs import Progress, every, task

BATCH = 500
"""So many papers are marked in one transaction."""


@task("exams.hand_in_overdue")
def hand_in_due(progress: Progress) -> None:
    """Hand in the scope's overdue papers, batch by batch, until none is left."""
    done = 0
    while found := hand_in_overdue(most=BATCH):
        done += found
        progress.report(done)


@task("exams.regrade")
def regrade(progress: Progress, correction: str) -> None:
    """Mark again the papers that asked a corrected question."""
    done = 0
    for seen in apply_correction(UUID(correction)):
        done += seen
        progress.report(done)


every("* * * * *", hand_in_due)
