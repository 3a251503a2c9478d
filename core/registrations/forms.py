"""What the forms of registration show: headings and choices of the roster, and a registration's own lines."""

from core.accounts import service as accounts
from core.decisions.values import say
from core.registrations.models import Registration
from core.rosters.columns import HEADINGS, sheet_of
from core.rosters.service import WORDED
from core.web.i18n import gettext as _
from core.web.i18n import reader
from core.web.site import Site

OTHER = say("Other details")


def heading_of(name: str) -> str:
    """Return what a column of the roster is called."""
    return reader().text(HEADINGS.get(name, OTHER))


def choices_of(site: Site) -> dict[str, list[tuple[str, str]]]:
    """Return the words that columns of the roster may hold, by column."""
    rules = accounts.rules_of(site)
    word = reader().word
    allowed = sheet_of(reader(), rules.accounts, rules.audience.tiers).allowed
    return {
        name: [(word(key), word(key)) for key in keys] for name, keys in allowed.items() if name in WORDED
    }


def facts_of(row: Registration) -> list[tuple[str, str]]:
    """Return what whoever holds the number reads of their registration: nothing that they did not send, the ID number masked."""
    return [
        (_("Unit"), accounts.unit(row.unit).name),
        (_("Name"), row.name[:1] + "*" * (len(row.name) - 1)),
        (_("Sent"), reader().moment(row.at)),
    ]
