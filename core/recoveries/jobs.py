"""What the worker does for recoveries: sends what is asked for, and forgets yesterday's askings."""

from datetime import timedelta

import sqlalchemy as sa

from core.db import db
from core.jobs import Progress, every, task
from core.recoveries.models import Recovery
from core.recoveries.sending import send_recovery

ASKED_FOR = (send_recovery,)
KEPT = timedelta(days=1)


@task("recoveries.forget")
def forget(_progress: Progress) -> None:
    """Forget the scope's recoveries of days ago."""
    db.session.execute(sa.delete(Recovery).where(Recovery.asked_at < sa.func.now() - KEPT))
    db.session.commit()


every("40 18 * * *", forget)
