"""An application by its secret link: whoever has the link sees the order, everybody else that there is nothing."""

from uuid import UUID

import sqlalchemy as sa

from core.db import db
from core.errors import NotFound
from core.ordering.links import is_token
from core.ordering.models import UnitApplication
from core.ordering.quoting import NOTHING


def application_of(order: UUID, token: str) -> UnitApplication:
    """Return the application of a secret link; NotFound for every other."""
    row = by_order(order)
    if not is_token(row, token):
        raise NotFound(NOTHING)
    return row


def by_order(order: UUID) -> UnitApplication:
    """Return the application of an order; NotFound for orders that were placed signed in."""
    query = sa.select(UnitApplication).where(UnitApplication.order_id == order)
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(NOTHING)
    return row
