"""The rehearsal clock as pages show it: how the tenant's day differs from the true one, on a banner."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from core.db import db, now
from core.tenancy.clock import clock_ahead
from core.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class RehearsalClock:
    """The tenant's present instant and in words how far it stands from the true one."""

    now: datetime
    offset_text: str


def rehearsal_clock() -> RehearsalClock | None:
    """Return the clock for the banner, or None where the tenant lives on the true time or nobody can say."""
    try:
        ahead = clock_ahead()
        return RehearsalClock(now(), _offset(ahead)) if ahead else None
    except SQLAlchemyError:
        db.session.rollback()
        return None


def _offset(ahead: timedelta) -> str:
    days = abs(ahead).days
    if ahead < timedelta():
        return _("{days} days behind the true date; for rehearsal only", days=days)
    return _("{days} days ahead of the true date; for rehearsal only", days=days)
