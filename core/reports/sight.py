"""What a reader of reports sees: their units, where a tree begins for them, the day and the years that figures are of."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import sqlalchemy as sa

from core.accounts.service import Scope, Unit, rules_of, scope_of
from core.db import db, now
from core.decisions.values import say
from core.decisions.year import YearRules
from core.errors import NotFound
from core.web.site import Site, Viewer

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

    @cached_property
    def rules(self) -> YearRules:
        """The rules of the site's year: its rates and their denominators."""
        return rules_of(self.site)

    @cached_property
    def today(self) -> date:
        """The day in the tenant's zone."""
        return now().astimezone(self.site.zone).date()

    @property
    def newest(self) -> date | None:
        """The newest day whose figures are shown, where the rules promise yesterday's; None for figures as of now."""
        late = self.rules.reports is not None and self.rules.reports.as_of == "yesterday"
        return self.today - ONE_DAY if late else None

    def day(self, asked: date | None) -> date | None:
        """Return the day whose figures are shown for a day that is asked for; None for figures as of now."""
        if asked is None or asked >= (self.newest or self.today):
            return self.newest
        return asked

    @cached_property
    def years(self) -> dict[str, int]:
        """The year of each area of the tenant."""
        return {area: place.year for area, place in self.site.the_tenant.places.items()}

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
        query = sa.select(Unit.code).where(
            Unit.code == sa.any_(seen), sa.or_(Unit.parent.is_(None), Unit.parent != sa.all_(seen))
        )
        return tuple(db.session.scalars(query.order_by(Unit.code)))

    def heads_at(self, unit: str) -> tuple[str, ...]:
        """Return where the tree of a unit begins; NotFound for a unit that the reader does not see."""
        if not unit:
            return self.heads
        if unit not in self.scope.units:
            raise NotFound(say("There is no such unit here."))
        return (unit,)


def sight_of(site: Site, viewer: Viewer) -> Sight:
    """Return what an administrator sees of the reports."""
    whole = viewer.role == "unit_administrator" or (viewer.role == "provincial_office" and not viewer.area)
    return Sight(site=site, scope=scope_of(viewer), whole=whole, home=viewer.unit)
