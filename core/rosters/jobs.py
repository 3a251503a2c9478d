"""What the worker does for units: every night it carries out the changes whose day has come."""

from core.db import now
from core.jobs import Progress, every, task
from core.rosters.desk import site_of
from core.rosters.units import carry_out_due


@task("rosters.units_due")
def units_due(progress: Progress) -> None:
    """Carry out what is due on the tenant's present day."""
    progress.report(carry_out_due(now("").astimezone(site_of("").zone).date()))


every("5 16 * * *", units_due)  # five past midnight in China
