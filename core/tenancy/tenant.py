"""One tenant, typed: its places, its parts, its rules; nobody else sees pluggy or files."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pluggy
import structlog

from core.decisions.records import Parts
from core.decisions.values import say
from core.decisions.year import YearRules
from core.errors import NotFound
from core.hooks import Announcement, tell
from core.rules.errors import LeftToAreas
from core.rules.loader import Assembled, Bundle, amendment_days, assemble
from core.rules.schema import Schemas
from core.tenancy.place import Place

log = structlog.get_logger(__name__)


class RulesKey(NamedTuple):
    """What the rules of a year depend on besides the files: amendments in force are told by their days."""

    year: int
    area: str
    in_force: tuple[date, ...]


@dataclass(slots=True)
class _Kept:
    """Rule files with what has been made of them; replaced whole when others take their place."""

    bundles: Mapping[str, Bundle]
    rules: dict[RulesKey, Assembled] = field(default_factory=dict)
    days: dict[tuple[int, str], tuple[date, ...]] = field(default_factory=dict)


@dataclass(kw_only=True)
class Tenant:
    """A province's platform as the registry has loaded it."""

    id: str
    folder: Path
    places: Mapping[str, Place]
    """Places by area path, the province under ""."""
    bundles: Mapping[str, Bundle]
    """Rule files by area path."""
    parts: Parts
    manager: pluggy.PluginManager = field(repr=False)
    _written: Mapping[str, Place] | None = field(default=None, repr=False)
    """The places as their files have them, once a newer year has been opened."""
    _schemas: Schemas | None = field(default=None, repr=False)
    revision: int = 0
    """The last publication that the files take in; 0 for those of the folder alone."""
    _kept: _Kept = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin with the files of the folder."""
        self._kept = _Kept(self.bundles)

    def adopt(self, bundles: Mapping[str, Bundle], revision: int) -> None:
        """Put other rule files in force in this process; who is asking meanwhile is still answered from the old ones."""
        self.bundles, self.revision = bundles, revision
        self._kept = _Kept(bundles)

    def with_files(self, bundles: Mapping[str, Bundle]) -> "Tenant":
        """Return the same tenant with other rule files, to be tried; this one goes on with its own."""
        return replace(self, bundles=bundles)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the province, which all of its areas share."""
        return self.places[""].tzinfo

    @property
    def words(self) -> Mapping[str, str]:
        """The province's own words by key, by ``key:en`` in English."""
        return self.places[""].words

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages offered, the first by default."""
        return self.places[""].languages

    @property
    def areas(self) -> tuple[str, ...]:
        """The area paths, each after the one it lies in."""
        return tuple(area for area in self.places if area)

    def stand_in(self, years: Mapping[str, int]) -> None:
        """Let places stand in these years, by area; the others in the one that their file names."""
        if self._written is None:
            self._written = self.places
        wanted = {area: years.get(area, place.year) for area, place in self._written.items()}
        if wanted != {area: place.year for area, place in self.places.items()}:
            self.places = {
                area: place if place.year == wanted[area] else replace(place, year=wanted[area])
                for area, place in self._written.items()
            }

    def place(self, area: str = "") -> Place:
        """Return the place of an area path; NotFound when there is none."""
        if area not in self.places:
            raise NotFound(say("There is no area {area}.", area=area))
        return self.places[area]

    def years(self, area: str = "") -> tuple[int, ...]:
        """Return the years that have complete rules in a place, in order."""
        return tuple(year for year in self.bundles[""].years() if self._has(year, area))

    def _has(self, year: int, area: str) -> bool:
        try:
            self.rules_for(year, area)
        except LeftToAreas:
            return False
        return True

    def rules_for(self, year: int, area: str = "", on: date | None = None) -> YearRules:
        """Return the rules of a year in a place as in force on a day; with every amendment when None.

        NotFound without rules for the year, LeftToAreas (a NotFound) when they are left to the areas.
        """
        return self.assembled(year, area, on).rules

    def assembled(self, year: int, area: str = "", on: date | None = None) -> Assembled:
        """Return the rules together with the origin of every value and what still waits for an area."""
        kept = self._kept
        days = self._days(kept, year, area)
        key = RulesKey(year, area, tuple(day for day in days if on is None or day <= on))
        if key not in kept.rules:
            kept.rules[key] = assemble(_chain(kept.bundles, area), year, on, self.schemas)
        return kept.rules[key]

    def amendment_days(self, year: int, area: str = "") -> tuple[date, ...]:
        """Return the days from which amendments of a year are in force in a place, in order."""
        return self._days(self._kept, year, area)

    def _days(self, kept: _Kept, year: int, area: str) -> tuple[date, ...]:
        self.place(area)
        if (year, area) not in kept.days:
            kept.days[year, area] = amendment_days(_chain(kept.bundles, area), year, self.parts)
        return kept.days[year, area]

    @property
    def schemas(self) -> Schemas:
        """The schemas of rule files with this tenant's parts; the rules console makes its forms of them."""
        if self._schemas is None:
            self._schemas = Schemas(self.parts)
        return self._schemas

    @property
    def listens(self) -> bool:
        """Tell whether any plug-in of the tenant hears announcements."""
        return bool(self.manager.hook.announce.get_hookimpls())

    def announce(self, announcement: Announcement) -> None:
        """Let the plug-ins hear of something that is committed; what they raise is logged."""
        for fault in tell(self.manager, announcement):
            log.error("plugin_failed", tenant=self.id, why=str(fault))


def _chain(bundles: Mapping[str, Bundle], area: str) -> list[Bundle]:
    steps = area.split("/") if area else []
    return [bundles["/".join(steps[:depth])] for depth in range(len(steps) + 1)]


@dataclass(frozen=True, slots=True)
class Site:
    """What a host name stands for: a tenant, and the area whose site it is ("" for the province's)."""

    tenant: Tenant
    area: str
    place: Place
