"""The end of exemptions that were approved until a day: told ahead, and when it has come; the year is judged again then."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from core.db import db, now
from core.exemptions.models import ExemptionRow
from core.jobs import Progress, every, task
from core.tenancy.announce import announce
from core.tenancy.scope import current_tenant
from core.web.site import composition

AHEAD = timedelta(days=14)
"""So long before its last day the end of an exemption is told."""


def tell_ends(today: date) -> int:
    """Tell the learners whose exemption ends soon, or has ended, each once, and commit; returns how many were told."""
    soon = _ending(sa.and_(ExemptionRow.told == "", ExemptionRow.until >= today), today + AHEAD)
    over = _ending(ExemptionRow.told != "ended", today - timedelta(days=1))
    for row in soon:
        row.told = "ahead"
    for row in over:
        row.told = "ended"
    events = [("exemption.ending", row) for row in soon] + [("exemption.ended", row) for row in over]
    told = [(event, row.learner, row.year, str(row.id), str(row.until)) for event, row in events]
    db.session.commit()
    for event, learner, year, exemption, until in told:
        announce(event, learner, year, exemption=exemption, until=until)
    return len(told)


def _ending(told: sa.ColumnElement[bool], latest: date) -> Sequence[ExemptionRow]:
    query = sa.select(ExemptionRow).where(
        ExemptionRow.state == "approved", told, ExemptionRow.until <= latest
    )
    return db.session.scalars(query.with_for_update()).all()


@task("exemptions.ends")
def ends(progress: Progress) -> None:
    """Tell what ends, as of the tenant's present day."""
    zone = composition().registry.tenants[current_tenant()].zone
    progress.report(tell_ends(now("").astimezone(zone).date()))


every("15 16 * * *", ends)  # a quarter past midnight in China
