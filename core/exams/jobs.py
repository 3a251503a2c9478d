"""What the worker does for exams: overdue papers are handed in once a minute, coming ones drawn every ten."""

from uuid import UUID

from core.exams.preparing import coming, forget_past, prepare, wanted_by
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


@task("exams.prepare_papers")
def prepare_papers(progress: Progress) -> None:
    """Draw the papers of the sittings that open within a day; what is there and still right is left alone."""
    forget_past()
    ahead = list(coming())
    total, before = sum(map(wanted_by, ahead)), 0
    for one in ahead:
        seen = 0
        for seen in prepare(one):
            progress.report(before + seen, total)
        before += seen


every("* * * * *", hand_in_due)
every("*/10 * * * *", prepare_papers)
