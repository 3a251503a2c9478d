"""Which site of a tenant a unit's people sign in on: that of the nearest place above them with a host of its own."""

from core.tenancy.tenant import Tenant
from core.web.site import Site


def home_area(tenant: Tenant, area: str) -> str:
    """Return the area, or the nearest one above it, that has a host of its own; "" for the province."""
    while area and not tenant.place(area).hosts:
        area = area.rpartition("/")[0]
    return area


def signs_in_on(site: Site, area: str) -> bool:
    """Tell whether people of units in this area sign in on this site."""
    return home_area(site.the_tenant, area) == site.area


def lies_in(area: str, place: str) -> bool:
    """Tell whether an area is a place or lies below it; everything lies in the province ("")."""
    return place in {"", area} or area.startswith(f"{place}/")
