"""A tenant's rehearsal clock: how far ``tenant_now()`` stands ahead of the true time.

It lets the exam of a past year be sat today without changing a date of its notice. A live tenant has none.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from core.db import ahead, area_scope, db, now
from core.decisions.values import say
from core.errors import Refused
from core.tenancy.directory import tenant_entry
from core.tenancy.models import REHEARSING, Clock
from core.tenancy.scope import current_tenant


def clock_ahead() -> timedelta:
    """Give how far the scope's clock stands ahead of the true time; negative when behind."""
    return ahead()


def clock_areas() -> tuple[str, ...]:
    """Give the areas of the tenant in scope whose clocks are set apart from their province's."""
    return tuple(db.session.scalars(sa.select(Clock.area).where(Clock.area != "").order_by(Clock.area)))


def shift_clock(by: timedelta) -> None:
    """Set how far the scope's clock stands ahead, and commit; raises Refused outside demo, sandbox and preview."""
    entry = tenant_entry(current_tenant())
    if by and entry.mode not in REHEARSING:
        raise Refused(
            say("The clock of {tenant} cannot be set: it is no demo, sandbox or preview.", tenant=entry.id),
            code="clock_fixed",
        )
    row = insert(Clock).values(tenant=entry.id, area=area_scope.get(), mode=entry.mode, ahead=by)
    db.session.execute(row.on_conflict_do_update(index_elements=["tenant", "area"], set_={"ahead": by}))
    db.session.commit()


def set_clock(moment: datetime) -> None:
    """Set the scope's clock so that it now shows this moment and goes on from there, and commit; raises Refused."""
    true_time = now() - clock_ahead()
    shift_clock(moment - true_time)
