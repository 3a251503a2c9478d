"""How much one address of the net, and everybody together, may apply for; the figures are the platform's, not a rule's."""

from datetime import timedelta

import sqlalchemy as sa

from core.accounts.service import count_failure, refuse_early, stranger, true_now
from core.db import db
from core.decisions.values import say
from core.errors import TooMany
from core.ordering.models import UnitApplication

ONE_HOUR = timedelta(hours=1)
FROM_ONE = 6
"""Applications of one address in an hour; an office that orders for a whole county does it signed in."""
FROM_ALL = 300
"""Applications of a tenant in an hour, so that many addresses together fill no table."""
MANY = say("Too many orders have come from your address. Please try again in an hour, or call the hotline.")


def refuse_flood(from_hash: str) -> None:
    """Raise TooMany when an address, or all together, have applied too often in the last hour; counted on the true clock."""
    since = true_now() - ONE_HOUR
    query = sa.select(sa.func.count().filter(UnitApplication.from_hash == from_hash), sa.func.count()).where(
        UnitApplication.applied_at > since
    )
    own, all_of_them = db.session.execute(query).one()
    if own >= FROM_ONE or all_of_them >= FROM_ALL:
        raise TooMany(MANY, retry_after=int(ONE_HOUR.total_seconds()))


def refuse_guessing(from_hash: str) -> None:
    """Raise TooMany while an address that has guessed wrong must wait."""
    refuse_early(stranger(_name(from_hash), true_now()), true_now())


def count_guess(from_hash: str) -> None:
    """Count a wrong unit or telephone number: the next try may come after 1, 2, 4… seconds; commits."""
    at = true_now()
    count_failure(stranger(_name(from_hash), at), None, at)
    db.session.commit()


def _name(from_hash: str) -> str:
    return f"ordering:{from_hash}"
