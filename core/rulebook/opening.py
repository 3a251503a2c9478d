"""Which years of which places an office may open, and what the address of a page asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.accounts.service import lies_in
from core.decisions.values import say
from core.errors import NotFound
from core.rulebook.articles import Telling, Value, values_of
from core.rulebook.words import wording_of
from core.rules.loader import Assembled
from core.tenancy.tenant import Tenant
from core.web.i18n import reader
from core.web.paging import list_address
from core.web.site import Site, Viewer


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a year's rules: year, area path and the day on which they are in force (None: all amendments)."""

    year: int
    area: str = ""
    on: date | None = None

    def address(self, prefix: str = "") -> dict[str, object]:
        """Return what stands for it in an address."""
        return {f"{prefix}year": self.year, f"{prefix}area": self.area, f"{prefix}on": self.on or ""}


@dataclass(frozen=True, slots=True)
class Book:
    """An edition opened: its rules as told values, and the same without words for those who decide."""

    edition: Edition
    found: Assembled
    values: tuple[Value, ...]

    def address(self, **changed: object) -> str:
        """Return the part of an address that leads to this edition with some of it changed."""
        return list_address(self.edition.address() | changed)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The editions that one viewer may open; NotFound for everybody but offices."""

    tenant: Tenant
    area: str
    year: int
    """The year that the site is in."""

    @property
    def areas(self) -> tuple[str, ...]:
        """The places whose rules bind the viewer's own, that place, and those below it, from the province down."""
        return tuple(one for one in self.tenant.places if lies_in(one, self.area) or lies_in(self.area, one))

    def years(self, area: str) -> tuple[int, ...]:
        """Return the years of a place, newest first."""
        return tuple(reversed(self.tenant.years(area)))

    def edition(self, sent: Mapping[str, str], prefix: str = "") -> Edition:
        """Return the edition that an address asks for; the place's own year when it names none."""
        area = sent.get(f"{prefix}area", self.area)
        if area not in self.areas:
            raise NotFound(say("There is nothing at this address."))
        years = self.years(area)
        asked = sent.get(f"{prefix}year", "")
        usual = self.year if self.year in years else next(iter(years), self.year)
        year = int(asked) if asked.isdecimal() and len(asked) == len("2024") else usual
        return Edition(year, area, _day(sent.get(f"{prefix}on", "")))

    def open(self, edition: Edition) -> Book:
        """Return an edition's rules; NotFound where the place has none for the year."""
        found = self.tenant.assembled(edition.year, edition.area, edition.on)
        own = edition.area == self.area and bool(edition.area)
        wording = wording_of(found.rules, reader())
        left = found.given if own else found.left
        return Book(edition, found, values_of(found, Telling(self.tenant.schemas, wording, left)))

    def name(self, area: str) -> str:
        """Return what a place is called."""
        place = self.tenant.place(area)
        names = place.short_names or place.names
        return str(getattr(names, reader().locale))


def shelf_for(viewer: Viewer, site: Site) -> Shelf:
    """Return what an office may open; NotFound for every other administrator."""
    if not viewer.may("rules"):
        raise NotFound(say("There is nothing at this address."))
    return Shelf(site.the_tenant, viewer.area, site.year)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
