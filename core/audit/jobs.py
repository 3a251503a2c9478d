"""What the worker does for the trail: seals what has come since."""

from core.audit.chain import seal_trail
from core.jobs import Progress, every, task


@task("audit.seal")
def seal(progress: Progress) -> None:
    """Seal the scope's entries that are not yet."""
    progress.report(seal_trail())


every("*/10 * * * *", seal)
