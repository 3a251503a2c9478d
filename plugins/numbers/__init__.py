"""Account number schemes."""

from core.decisions.accounts import NumberScheme
from core.hooks import hookimpl
from plugins.numbers.schemes import Given, Mobile, Ranged, ResidentId


@hookimpl
def account_numbers() -> list[type[NumberScheme]]:
    """Offer numbers under the unit's range, resident ID numbers, mobile numbers and given ones."""
    return [Ranged, ResidentId, Mobile, Given]
