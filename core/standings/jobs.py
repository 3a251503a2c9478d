"""What the worker does for standings: time alone changes them (a window closes, a year ends), so all are judged every night."""

from core.jobs import Progress, every, task
from core.standings.judging import judge_all

STEP = 200
"""So many learners are judged between two reports."""


@task("standings.judge_all")
def judge_everybody(progress: Progress) -> None:
    """Judge every learner of the scope's tenant as of now."""
    count = 0
    for count, _ in enumerate(judge_all(), start=1):
        if count % STEP == 0:
            progress.report(count)
    progress.report(count)


def judge_later() -> None:
    """Queue the judging of everybody, for when something has changed them all; begins once the caller commits."""
    judge_everybody.enqueue()


every("30 17 * * *", judge_everybody)  # half past one at night in China
