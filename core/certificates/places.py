"""What a certificate takes from the place that it is issued in: name, words, look, the folder of keys."""

from zoneinfo import ZoneInfo

from core.accounts.service import Unit, home_area
from core.certificates.paper import Look
from core.tenancy.place import Place
from core.tenancy.scope import current_tenant
from core.tenancy.tenant import Tenant
from core.web.language import Reader
from core.web.site import composition

COLOUR = "#1b5a62"
"""The platform's own, for places without a colour."""


def the_tenant() -> Tenant:
    """Return the tenant in scope."""
    return composition().registry.tenants[current_tenant()]


def issuer_of(unit: Unit) -> Place:
    """Return the place whose site a unit's people sign in on; its name stands on the paper."""
    tenant = the_tenant()
    return tenant.place(home_area(tenant, unit.area))


def reader_of(place: Place, zone: ZoneInfo) -> Reader:
    """Return the reader in whose language, words and zone a place's papers are written."""
    return Reader(place.languages[0], place.words, zone)


def look_of(place: Place) -> Look:
    """Return how a place's papers look."""
    return Look(colour=place.brand.colour or COLOUR, layout=place.brand.certificate)
