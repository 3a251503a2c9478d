"""Which year a place would open next, and which areas go along with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.accounts.service import lies_in
from core.audit.service import SERVER, Actor
from core.db import now
from core.decisions.values import say
from core.decisions.year import YearRules
from core.errors import NotFound
from core.tenancy.tenant import Tenant
from core.web.site import Site, Viewer


@dataclass(frozen=True, slots=True)
class Turn:
    """A place with the year that it stands in, the next one, and the areas that go along: those in the same year."""

    tenant: Tenant
    area: str
    actor: Actor
    last: int
    next: int

    @property
    def areas(self) -> tuple[str, ...]:
        """The place itself and the areas below it that stand in the same year."""
        places = self.tenant.places
        return tuple(
            area for area, place in places.items() if lies_in(area, self.area) and place.year == self.last
        )

    @property
    def closing(self) -> Mapping[str, int]:
        """The year that is closed in each of the areas."""
        return dict.fromkeys(self.areas, self.last)

    @property
    def has_rules(self) -> bool:
        """Whether there are rules for the next year in the place itself."""
        return self.next in self.tenant.years(self.area)

    @property
    def last_rules(self) -> YearRules:
        """The rules of the year that ends."""
        return self.tenant.rules_for(self.last, self.area)

    @property
    def next_rules(self) -> YearRules:
        """The rules of the year to come; NotFound where there are none."""
        return self.tenant.rules_for(self.next, self.area)

    @property
    def at(self) -> datetime:
        """The place's present instant."""
        return now(self.area)

    def name(self, area: str) -> str:
        """Return what an area is called."""
        return self.tenant.place(area).short_name


def turn_of(site: Site, viewer: Viewer) -> Turn:
    """Return what an office may open: the next year of its own place; NotFound for everybody else."""
    if not viewer.may("place") or viewer.area != site.area:
        raise NotFound(say("There is nothing at this address."))
    return turn_in(site.the_tenant, site.area, Actor(viewer.administrator_id or viewer.id, viewer.name))


def turn_in(tenant: Tenant, area: str, actor: Actor = SERVER) -> Turn:
    """Return what would be opened in a place: the first later year with rules, or the one that follows."""
    last = tenant.place(area).year
    later = [year for year in tenant.years(area) if year > last]
    return Turn(tenant, area, actor, last, min(later, default=last + 1))
