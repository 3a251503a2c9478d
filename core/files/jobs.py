"""What the worker does for files: every night it sweeps away what nobody points to."""

from core.files.sweeping import sweep
from core.jobs import Progress, every, task


@task("files.sweep")
def sweep_files(progress: Progress) -> None:
    """Sweep the scope's storage."""
    progress.report(sweep())


every("40 18 * * *", sweep_files)
