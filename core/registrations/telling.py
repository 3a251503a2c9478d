"""Telling those who look after a unit that registrations wait for them, once a day however many come."""

from core.accounts.service import keepers_of
from core.db import now
from core.decisions.values import say
from core.notify.service import Draft, post
from core.registrations.models import Registration

LINK = "/admin/registrations"


def tell_administrators(row: Registration) -> None:
    """Put a message into the inbox of each of them, and commit."""
    day = now().date().isoformat()
    drafts = [
        Draft(
            kind="account",
            administrator=administrator,
            title=say("Registrations wait for you"),
            body=(
                say("They do not agree with the unit's roster sheet; please enter, correct or refuse them."),
            ),
            link=LINK,
            once=f"registrations/{day}",
        )
        for administrator in keepers_of([row.unit]).get(row.unit, ())
    ]
    if drafts:
        post(drafts)
