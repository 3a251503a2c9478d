"""Notices that were lost: the worker asks after payments that wait, and gives up those that nobody has paid."""

from datetime import timedelta

import sqlalchemy as sa
import structlog

from core.accounts.service import true_now
from core.db import db
from core.decisions.payments import BadNotice, NoAnswer, Notice
from core.errors import NotFound
from core.jobs import Progress, every, task
from core.payments.channels import channel_named, settings_of
from core.payments.models import OnlinePayment
from core.payments.paying import VALID, settle

log = structlog.get_logger(__name__)
PATIENCE = timedelta(minutes=2)
"""A notice comes within seconds; after this long it is asked for."""


@task("payments.ask", attempts=3)
def ask_after(_progress: Progress) -> None:
    """Ask after each waiting payment of the scope's tenant; one that fails keeps no other from being asked."""
    at = true_now()
    query = sa.select(OnlinePayment).where(
        OnlinePayment.state == "waiting", OnlinePayment.begun_at < at - PATIENCE
    )
    for row in db.session.scalars(query.order_by(OnlinePayment.begun_at)).all():
        ask_one(row)


def ask_one(row: OnlinePayment) -> None:
    """Ask after one payment and let the answer count; a code that has run out unpaid is closed."""
    name, number, begun = row.channel, row.number, row.begun_at
    try:
        told = channel_named(name).query(number, settings_of(name), true_now())
    except (NoAnswer, BadNotice, NotFound) as fault:
        db.session.rollback()
        log.warning("payment_not_asked", channel=name, fault=str(fault)[:40])
        return
    if told.state == "waiting" and true_now() - begun > VALID:
        told = Notice(number=told.number, state="closed")
    settle(name, told)


every("*/5 * * * *", ask_after)
