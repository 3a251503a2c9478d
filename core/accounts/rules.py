"""The yearly rules that an account stands under: those of its unit's area on the tenant's present day."""

from core.db import now
from core.decisions.year import YearRules
from core.web.site import Site


def rules_of(site: Site, area: str | None = None) -> YearRules:
    """Return the rules in force now of an area's current year; of the site's own area when none is named."""
    area = site.area if area is None else area
    tenant, today = site.the_tenant, now(area).astimezone(site.zone).date()
    return tenant.rules_for(tenant.place(area).year, area=area, on=today)
