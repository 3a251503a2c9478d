"""What a reader of reports sees: their units, where a tree begins for them, the day and the years that figures are of."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import Scope, Unit, administrator_now, rules_of, scope_of
from core.db import db, now
from core.decisions.values import say
from core.decisions.year import YearRules
from core.errors import NotFound
from core.reports.models import YearUnit
from core.tenancy.registry import Site as Found
from core.tenancy.scope import current_tenant
from core.tenancy.years import closed_years
from core.web.face import face_of
from core.web.roles import duties_of
from core.web.site import Site, Viewer, composition

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Sight:
    """A reader on a site, with the units that they see."""

    site: Site
    scope: Scope
    whole: bool
    """Whether every unit below a visible one is visible too, as it is for all but the office of an area."""
    home: str = ""
    """The reader's own unit."""
    past: int = 0
    """An earlier year that is looked at; 0 for the present one."""

    @cached_property
    def rules(self) -> YearRules:
        """The rules of the year that is looked at: its rates and their denominators."""
        if self.past:
            return self.site.the_tenant.rules_for(self.past, self.site.area)
        return rules_of(self.site)

    @cached_property
    def year(self) -> int:
        """The year that is looked at."""
        return self.past or self.site.year

    @cached_property
    def today(self) -> date:
        """The day in the tenant's zone."""
        return now().astimezone(self.site.zone).date()

    @cached_property
    def ended(self) -> date | None:
        """The day on which the earlier year that is looked at was closed; None where it was not."""
        closed = closed_years().get((self.site.area, self.past))
        return closed.astimezone(self.site.zone).date() if closed else None

    @property
    def newest(self) -> date | None:
        """The newest day whose figures are shown, where the rules promise yesterday's; None for figures as of now."""
        if self.past:
            return None
        late = self.rules.reports is not None and self.rules.reports.as_of == "yesterday"
        return self.today - ONE_DAY if late else None

    def day(self, asked: date | None) -> date | None:
        """Return the day whose figures are shown for a day that is asked for; None for figures as of now."""
        if asked is None or asked >= (self.ended or self.newest or self.today):
            return self.newest
        return asked

    @cached_property
    def years(self) -> dict[str, int]:
        """The year of each area of the tenant, no later than the one that is looked at."""
        places = self.site.the_tenant.places.items()
        return {area: min(place.year, self.past or place.year) for area, place in places}

    @property
    def whole_year(self) -> int:
        """The year of units that lie in no area."""
        return min(self.site.the_tenant.place().year, self.past or self.site.the_tenant.place().year)

    @cached_property
    def tree(self) -> int:
        """The year whose tree of units is looked at; 0 for the tree of today."""
        return self.past if self.past and self.ended else 0

    @property
    def past_years(self) -> tuple[int, ...]:
        """The years that lie behind and can be looked at, newest first."""
        years = self.site.the_tenant.years(self.site.area)
        return tuple(year for year in reversed(years) if year < self.site.year)

    def looking_at(self, year: int) -> "Sight":
        """Return the same reader looking at an earlier year; at the present one where there is no such year."""
        return replace(self, past=year) if year in self.past_years else self

    @property
    def with_study(self) -> bool:
        """Whether the year knows study at all."""
        return self.rules.study is not None

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The topmost of the units that the reader sees."""
        if not self.scope.units:
            return ()
        seen = sa.literal(sorted(self.scope.units), sa.ARRAY(sa.String))
        units = tree_of(self).c
        query = sa.select(units.code).where(
            units.code == sa.any_(seen), sa.or_(units.parent.is_(None), units.parent != sa.all_(seen))
        )
        return tuple(db.session.scalars(query.order_by(units.code)))

    def heads_at(self, unit: str) -> tuple[str, ...]:
        """Return where the tree of a unit begins; NotFound for a unit that the reader does not see."""
        if not unit:
            return self.heads
        if unit not in self.scope.units:
            raise NotFound(say("There is no such unit here."))
        return (unit,)


def tree_of(sight: Sight) -> sa.FromClause:
    """Return the units to select from: today's, or as they stood when the year that is looked at was closed."""
    if not sight.tree:
        return Unit.__table__
    return sa.select(YearUnit).where(YearUnit.year == sight.tree).subquery()


def sight_of(site: Site, viewer: Viewer) -> Sight:
    """Return what an administrator sees of the reports."""
    reach = duties_of(viewer.role).reach
    whole = reach == "below" or (reach == "place" and not viewer.area)
    return Sight(site=site, scope=scope_of(viewer), whole=whole, home=viewer.unit)


def may_publish(viewer: Viewer, scope: Scope) -> bool:
    """Tell whether an administrator issues bulletins and writes to units: an office does, and who has units below their own."""
    return viewer.may("bulletins") or (viewer.may("units") and len(scope.units) > 1)


def site_at(area: str) -> Site:
    """Return the site of a place of the scope's tenant, for a job that was asked for there."""
    tenant = composition().registry.tenants[current_tenant()]
    return face_of(Found(tenant, area, tenant.place(area)))


def sight_of_asker(site: Site, administrator: UUID) -> Sight:
    """Return what an administrator sees now, for a job of theirs; NotFound for one who is no longer there."""
    return sight_of(site, administrator_now(administrator))
