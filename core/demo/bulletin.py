"""The demo's first bulletin, so that the next one has something to be compared with."""

from uuid import UUID

from core.accounts.service import Acting, NewUnit
from core.audit.service import Actor
from core.reports.asking import Query
from core.reports.bulletins import issue, proposed
from core.reports.sight import sight_of
from core.web.site import Site, Viewer

OFFICE = Actor(UUID(int=0), "演示管理员（办公室）")


def issue_first(site: Site, head: NewUnit) -> None:
    """Issue a bulletin of a place as its office would, with the figures of this moment, and commit."""
    viewer = Viewer(
        id=OFFICE.id,
        kind="administrator",
        name=OFFICE.name,
        role="provincial_office",
        unit=head.code,
        unit_name=head.name,
        area=head.area,
    )
    sight = sight_of(site, viewer)
    issue(Acting(site, OFFICE, sight.scope), sight, Query(), proposed(sight, head.name))
