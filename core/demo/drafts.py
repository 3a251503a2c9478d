"""A draft of next year's rules on the demo's desk, so that forms, checks and dry run are there to be tried."""

from core.accounts.service import Acting, Administrator, server_acting
from core.audit.service import Actor
from core.drafts.files import Asked
from core.drafts.service import begin
from core.rulebook.opening import Shelf
from core.web.site import Site


def draft_next_year(site: Site, office: Administrator) -> None:
    """Begin a draft of the year after the place's own, from this year's rules; areas wait for their province's."""
    if site.area:
        return
    by = Acting(site, Actor(office.id, office.name), server_acting(site).scope)
    asked = Asked(site.year + 1, start=f"{site.tenant}/{site.year}")
    begin(by, Shelf(site.the_tenant, site.area, site.year), asked)
