"""What the worker does for units: every night it carries out the changes whose day has come."""

from core.accounts.service import everything
from core.audit.service import SERVER
from core.db import now
from core.jobs import Progress, every, task
from core.rosters.desk import Desk, site_of
from core.rosters.transfers import carry_out_due_transfers
from core.rosters.unit_changes import carry_out_due
from core.web.language import Reader


@task("rosters.units_due")
def units_due(progress: Progress) -> None:
    """Carry out what is due on the tenant's present day."""
    progress.report(carry_out_due(now("").astimezone(site_of("").zone).date()))


@task("rosters.transfers_due")
def transfers_due(progress: Progress) -> None:
    """Carry out the transfers whose day has come."""
    site = site_of("")
    desk = Desk(site, SERVER, "", everything(), Reader("zh", site.words, site.zone))
    progress.report(carry_out_due_transfers(desk))


every("20 * * * *", transfers_due)
every("5 16 * * *", units_due)  # five past midnight in China
