"""What the worker does for messages that leave the platform: sends them, and comes back when some have to wait."""

import sqlalchemy as sa

from core.db import db
from core.jobs import Progress, every, task
from core.notify.sending import send_due
from core.tenancy.scope import current_tenant

QUEUED = sa.text(
    "SELECT EXISTS (SELECT FROM job_progress p JOIN procrastinate_jobs j ON j.id = p.job_number"
    " WHERE p.tenant = :tenant AND p.task = :task AND j.status = 'todo'"
    " AND coalesce(j.scheduled_at, now()) <= CAST(:by AS timestamptz) + interval '1 minute')"
)
"""Whether another run begins in time anyway; it looks for itself when to go on."""


@task("notify.deliver", attempts=3)
def deliver(_progress: Progress) -> None:
    """Send what is due in the scope's tenant; what waits for an hour or a further try is queued for then."""
    again = send_due()
    known = {"task": deliver.name, "tenant": current_tenant(), "by": again}
    if again is not None and not db.session.execute(QUEUED, known).scalar():
        deliver.enqueue_at(again)
        db.session.commit()


every("23 * * * *", deliver)  # should a run have been lost
