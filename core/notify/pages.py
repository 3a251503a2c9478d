"""What the pages of notices need besides the service: the form as it was sent, the units to choose from, faults by field."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from core.accounts.service import Scope, Unit
from core.db import db
from core.notify.groups import STATES
from core.notify.wording import templates

USUAL_STATES = ("not_started", "studying")


def form_of(sent: "MultiDict[str, str]", own_unit: str) -> dict[str, Any]:
    """Return the form of a notice as it was sent; a template that was chosen fills in what it says."""
    chosen = templates().get(sent.get("template", ""))
    states = [state for state in sent.getlist("states") if state in STATES]
    return {
        "unit": sent.get("unit", "") or own_unit,
        "states": states or list(USUAL_STATES),
        "below": sent.get("below", ""),
        "template": sent.get("template", ""),
        "subject": chosen.subject if chosen else sent.get("subject", ""),
        "text": chosen.text if chosen else sent.get("text", ""),
    }


def units_of(scope: Scope) -> Sequence[Unit]:
    """Return the units that an administrator sees, by code."""
    return db.session.scalars(sa.select(Unit).where(Unit.code.in_(scope.units)).order_by(Unit.code)).all()
