"""What the worker does for study: lessons that nobody reads any more are ended, with the time that counts until then."""

from core.courses.service import end_silent_tickets
from core.jobs import Progress, every, task


@task("courses.end_silent_tickets")
def end_silent_lessons(progress: Progress) -> None:
    """End the scope's tickets that gave no sign for longer than the idle limit."""
    progress.report(end_silent_tickets())


every("*/5 * * * *", end_silent_lessons)
