"""The eastern province set up for WeChat Pay, and payments of its orders."""

from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from core.accounts.service import true_now
from core.db import db
from core.payments.models import OnlinePayment
from core.web.site import composition
from tests.core.fees.world import acting_as
from tests.core.payments.counterpart import Service


def set_up(app: Flask, service: Service, home: Path) -> None:
    """Write the settings as an operator does: a file for the channel, the keys beside it."""
    folder = home / "payments" / "east"
    folder.mkdir(parents=True)
    lines = []
    for name, value in service.settings.items():
        is_key = value.startswith("-----")
        if is_key:
            (folder / f"{name}.pem").write_text(value)
        lines.append(f'{name} = "{f"{name}.pem" if is_key else value}"\n')
    (folder / "wechat_pay.toml").write_text("".join(lines))
    composition(app).home = home


def entered(app: Flask, order: UUID) -> OnlinePayment:
    """A payment that waits, as if a service had been asked."""
    with acting_as(app, "office"):
        known = db.session.scalars(sa.select(OnlinePayment).where(OnlinePayment.order_id == order)).first()
        if known is not None:
            return known
        row = OnlinePayment(
            order_id=order,
            channel="wechat_pay",
            number=f"n{order.hex[:12]}",
            fen=4500,
            code="weixin://x",
            begun_at=true_now(),
        )
        db.session.add(row)
        db.session.commit()
        return row


def payments(app: Flask) -> list[OnlinePayment]:
    with acting_as(app, "office"):
        return list(db.session.scalars(sa.select(OnlinePayment).order_by(OnlinePayment.begun_at)))
