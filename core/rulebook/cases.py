"""The worked cases that stand beside a place's rules, run against them: what is given, what is expected, what differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import XuefaError
from core.rulebook.comparing import lines_of
from core.rulebook.opening import Edition
from core.rules.digest import canonical
from core.scenarios import Scenario, read_cases, run_case
from core.tenancy.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Tried:
    """One case that was run, with what is given and expected in the lines of its file, and what differed."""

    case: Scenario
    where: str
    """File and line below the province's folder."""
    given: tuple[str, ...]
    expected: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """All cases of a place's year, those that fail first, and the files that cannot be read, with why."""

    tried: tuple[Tried, ...]
    unreadable: tuple[str, ...]

    @property
    def failed(self) -> int:
        """How many cases differ."""
        return sum(1 for one in self.tried if one.faults)


def try_cases(tenant: Tenant, edition: Edition) -> Trial:
    """Run the cases of a place's year as its files have them; nothing is kept."""
    made: list[Tried] = []
    unreadable: list[str] = []
    for name, content in _files(tenant, edition):
        try:
            cases = read_cases(content, name)
        except XuefaError as refusal:
            unreadable += str(refusal).splitlines()
            continue
        made += [tried(case, tenant, edition.area) for case in cases if case.year == edition.year]
    return Trial(tuple(sorted(made, key=lambda one: not one.faults)), tuple(unreadable))


def _files(tenant: Tenant, edition: Edition) -> Iterator[tuple[str, bytes]]:
    """The cases that were published with the rules, otherwise those of the place's folder."""
    published = tenant.bundles[edition.area].published_cases(edition.year)
    if published is not None:
        yield f"scenarios/{edition.year}.yaml", published
        return
    for file in sorted(cases_folder(tenant, edition.area).glob("*.yaml")):
        yield str(file.relative_to(tenant.folder)), file.read_bytes()


def cases_folder(tenant: Tenant, area: str) -> Path:
    """Return the folder of a place's cases; it may not be there."""
    folder = tenant.folder
    for step in area.split("/") if area else ():
        folder = folder / "areas" / step
    return folder / "scenarios"


def tried(case: Scenario, tenant: Tenant, area: str) -> Tried:
    """Run one case against a tenant's rules and tell it."""
    return Tried(
        case=case,
        where=case.where,
        given=tuple(lines_of(canonical(case.given))),
        expected=tuple(lines_of(canonical(case.expect))),
        faults=run_case(case, tenant, area).faults,
    )
