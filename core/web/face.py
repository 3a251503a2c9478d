"""The face of a site: name, mark, colours, words, from what the registry knows of its place."""

from dataclasses import dataclass
from pathlib import Path

from core.tenancy.registry import Site as Found
from core.web.site import Composition, Site


@dataclass(frozen=True, slots=True)
class Listed:
    """One site on the platform's list; ``out`` where it is out of service."""

    name: str
    id: str = ""
    """The path of the place."""
    host: str = ""
    year: int = 0
    out: bool = False


def face_of(found: Found) -> Site:
    """Return the site of a place that the registry has found by its host."""
    tenant, place = found.tenant, found.place
    branded = place.folder / "branding"
    return Site(
        kind="tenant",
        tenant=tenant.id,
        area=found.area,
        name=place.name,
        short_name=place.short_name,
        logo_url="/brand/logo.svg" if (branded / place.brand.logo).is_file() else "",
        theme_url="/brand/theme.css" if (branded / "theme.css").is_file() else "",
        hotline=place.hotline,
        words=place.words,
        languages=place.languages,
        zone=tenant.zone,
        year=place.year,
        owner=tenant,
        place=place,
    )


def branding_folder(site: Site) -> Path | None:
    """Return where a site's own colours and mark lie, or None for the platform's hosts."""
    return site.place.folder / "branding" if site.place is not None else None


def listed_sites(composed: Composition, domain: str, locale: str) -> list[Listed]:
    """Return every site with a host below the platform's domain, working ones first, by host."""
    listed = [
        Listed(place.names.read(locale), place.id, _host(place.hosts[0], domain), place.year)
        for tenant in composed.registry.tenants.values()
        for place in tenant.places.values()
        if place.hosts
    ]
    broken = [Listed(name, out=True) for name in sorted(composed.registry.broken)]
    return sorted(listed, key=lambda one: one.host) + broken


def _host(name: str, domain: str) -> str:
    """A label stands below the platform's domain; a name with dots is a domain of its own."""
    return name if "." in name else f"{name}.{domain}"
