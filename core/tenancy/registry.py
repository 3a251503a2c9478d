"""All tenants: loads every place under the given folders, and finds the site of a host name.

A broken tenant is out itself, with the reason kept and logged; the others serve.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import structlog

from core.decisions.channels import Channel
from core.decisions.values import say
from core.errors import XuefaError
from core.hooks import parts_of
from core.rules.errors import LeftToAreas, Mark, RuleError, RulesInvalid
from core.rules.loader import Bundle, bundle_from
from core.rules.scalars import not_known
from core.rules.yaml import Map
from core.tenancy.place import TENANT_FILE, Place, read_place
from core.tenancy.plugins import load_plugins
from core.tenancy.tenant import Site, Tenant

log = structlog.get_logger(__name__)
_DAY_ONE = date.min

__all__ = ["Registry", "Site", "load_tenant", "rule_errors"]


@dataclass(kw_only=True)
class Registry:
    """The tenants that serve, those that are out with the reason, and who answers on which host."""

    tenants: dict[str, Tenant] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    hosts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Host as written in ``tenant.yaml`` → (tenant, area); those of broken tenants too, as far as readable."""
    domains: tuple[str, ...] = ("localhost",)
    """The platform's own domains; a host label stands below each of them."""

    @classmethod
    def load(cls, roots: Iterable[Path], domains: tuple[str, ...] = ("localhost",)) -> "Registry":
        """Load every folder with a ``tenant.yaml`` under the roots; an earlier root wins a name."""
        registry = cls(domains=domains)
        for root in roots:
            for folder in sorted(root.iterdir() if root.is_dir() else ()):
                if (folder / TENANT_FILE).is_file():
                    registry.add(folder)
        return registry

    def add(self, folder: Path) -> None:
        """Load one tenant; when anything is wrong it is listed as broken and logged."""
        name = folder.name
        if name in self.tenants or name in self.broken:
            log.error("tenant_twice", tenant=name)
            return
        try:
            tenant = load_tenant(folder)
            self._take_hosts(tenant)
        except XuefaError as fault:
            self._put_out(folder, str(fault))
        except (Exception, SystemExit) as fault:  # noqa: BLE001  # a plug-in's part may raise anything
            self._put_out(folder, f"{type(fault).__name__}: {fault}")
        else:
            self.tenants[name] = tenant

    def _put_out(self, folder: Path, why: str) -> None:
        self.broken[folder.name] = why
        log.error("tenant_broken", tenant=folder.name, why=why)
        for host, area in _hosts_anyway(folder):
            self.hosts.setdefault(host, (folder.name, area))

    def _take_hosts(self, tenant: Tenant) -> None:
        own = {host: (tenant.id, area) for area, place in tenant.places.items() for host in place.hosts}
        for host, (_, area) in own.items():
            if host in self.hosts:
                text = say("the host {host} belongs to {other} already", host=host, other=self.hosts[host][0])
                mark = Mark(f"{tenant.place(area).id}/{TENANT_FILE}")
                raise RulesInvalid([RuleError(mark, "hosts", text)])
        self.hosts |= own

    def site(self, host: str) -> Site | None:
        """Return the site of a host name as a browser sends it, None for an unknown host or a broken tenant."""
        tenant, area = self._of(host)
        found = self.tenants.get(tenant)
        return Site(found, area, found.place(area)) if found else None

    def broken_at(self, host: str) -> str:
        """Return the name of the broken tenant whose host it is, "" when it is none."""
        tenant, _ = self._of(host)
        return tenant if tenant in self.broken else ""

    def _of(self, host: str) -> tuple[str, str]:
        name = plain(host)
        for domain in self.domains:
            label = name.removesuffix(f".{domain}")
            if label != name and "." not in label and label in self.hosts:
                return self.hosts[label]
        return self.hosts.get(name, ("", "")) if "." in name else ("", "")


def plain(host: str) -> str:
    """Return a host name in small letters, without port and closing dot."""
    return host.strip().partition(":")[0].rstrip(".").lower()


def _hosts_anyway(folder: Path) -> Iterator[tuple[str, str]]:
    """The hosts of a tenant that is out, so that they can say so; its folder's name when they cannot be read."""
    try:
        for area, place in _places(folder, folder.name, "", None):
            yield from ((host, area) for host in place.hosts)
    except (XuefaError, OSError):
        yield folder.name, ""


def load_tenant(folder: Path) -> Tenant:
    """Return a tenant that is whole: places, plug-ins, and the rules of every year on every day.

    RulesInvalid or PluginFault say what is wrong; a part's own exception comes through.
    """
    places = dict(_places(folder, folder.name, "", None))
    manager = load_plugins(places[""].plugins, folder, folder.name)
    bundles = {area: _bundle(place) for area, place in places.items()}
    tenant = Tenant(
        id=folder.name,
        folder=folder,
        places=places,
        bundles=bundles,
        parts=parts_of(manager),
        manager=manager,
    )
    errors = [*_strange_files(bundles), *rule_errors(tenant), *_channel_errors(tenant)]
    if errors:
        raise RulesInvalid(errors)
    return tenant


def _places(folder: Path, place: str, area: str, above: Map | None) -> Iterator[tuple[str, Place]]:
    made, tree = read_place(folder, place, above)
    yield area, made
    areas = folder / "areas"
    for below in sorted(areas.iterdir() if areas.is_dir() else ()):
        if below.is_dir() and not below.name.startswith((".", "_")):
            yield from _places(below, f"{place}/{below.name}", f"{area}/{below.name}".lstrip("/"), tree)


def _bundle(place: Place) -> Bundle:
    return bundle_from(place.folder / "rules", place.id)


def _strange_files(bundles: Mapping[str, Bundle]) -> Iterator[RuleError]:
    for bundle in bundles.values():
        for name in bundle.strangers():
            text = say("a rule file is named like 2024.yaml, an amendment like 2024-moved.yaml")
            yield RuleError(Mark(f"{bundle.folder}/{name}"), "", text)


def _channel_errors(tenant: Tenant) -> Iterator[RuleError]:
    """A channel that no plug-in of the tenant offers would never carry anything."""
    offered = tenant.parts[Channel]
    for place in tenant.places.values():
        for name in place.notices.channels:
            if name not in offered:
                text = say("no such channel: {why}", why=not_known(name, sorted(offered)))
                yield RuleError(Mark(f"{place.id}/{TENANT_FILE}"), "notices.channels", text)


def rule_errors(tenant: Tenant, only: int = 0) -> Iterator[RuleError]:
    """Make every year, or one, in every place as it stands before, between and after its amendments; yield what is wrong."""
    for area, place in tenant.places.items():
        for year in tenant.bundles[""].years():
            if only in {0, year}:
                yield from _errors_of_year(tenant, year, area)
        for year in set(tenant.bundles[area].years()) - set(tenant.bundles[""].years()):
            text = say("the place above has no rules for {year}", year=str(year))
            yield RuleError(Mark(f"{place.id}/rules/{year}.yaml"), "", text)
        if place.year not in tenant.bundles[""].years():
            text = say("there are no rules for {year}", year=str(place.year))
            yield RuleError(Mark(f"{place.id}/{TENANT_FILE}"), "year", text)


def _errors_of_year(tenant: Tenant, year: int, area: str) -> Iterator[RuleError]:
    try:
        for day in (*tenant.amendment_days(year, area), None):
            tenant.rules_for(year, area, day)
        tenant.rules_for(year, area, _DAY_ONE)
    except LeftToAreas:
        return
    except RulesInvalid as found:
        yield from found.errors
