"""Results judged again after a publication that was applied to them deliberately."""

from core.jobs import Progress, task
from core.standings.service import judge_all

STEP = 200
"""So many results are judged between two reports."""


@task("drafts.recompute")
def recompute(progress: Progress, year: int) -> None:
    """Judge everybody of the scope's tenant again for a year; what is judged already comes out the same."""
    count = 0
    for count, _ in enumerate(judge_all(year), start=1):
        if count % STEP == 0:
            progress.report(count)
    progress.report(count)
