"""What the worker does for reports: folds what has moved, so that reading stays quick and yesterday's figures are whole."""

from core.db import db
from core.jobs import Progress, every, task
from core.reports.counting import fold
from core.reports.exporting import export_report, forget_exports
from core.reports.letter_writing import write_letters
from core.tenancy.scope import current_tenant
from core.web.site import composition

ASKED_FOR = (export_report, write_letters)
"""Queued by those who ask; naming them here enters them in the queue."""


@task("reports.fold")
def fold_counts(_progress: Progress) -> None:
    """Fold the moves of the scope's tenant into days and counts."""
    fold(composition().registry.tenants[current_tenant()].zone)
    db.session.commit()


@task("reports.forget_exports")
def forget(_progress: Progress) -> None:
    """Forget the old exports of the scope's tenant."""
    forget_exports()


every("10 * * * *", fold_counts)
every("40 18 * * *", forget)  # twenty to three at night in China
