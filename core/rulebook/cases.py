"""The worked cases that stand beside a place's rules, run against them: what is given, what is expected, what differs."""

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
    tried: list[Tried] = []
    unreadable: list[str] = []
    for file in sorted(_folder(tenant, edition.area).glob("*.yaml")):
        try:
            cases = read_cases(file.read_bytes(), str(file.relative_to(tenant.folder)))
        except XuefaError as refusal:
            unreadable += str(refusal).splitlines()
            continue
        tried += [_tried(case, tenant, edition.area) for case in cases if case.year == edition.year]
    return Trial(tuple(sorted(tried, key=lambda one: not one.faults)), tuple(unreadable))


def _folder(tenant: Tenant, area: str) -> Path:
    folder = tenant.folder
    for step in area.split("/") if area else ():
        folder = folder / "areas" / step
    return folder / "scenarios"


def _tried(case: Scenario, tenant: Tenant, area: str) -> Tried:
    return Tried(
        case=case,
        where=case.where,
        given=tuple(lines_of(canonical(case.given))),
        expected=tuple(lines_of(canonical(case.expect))),
        faults=run_case(case, tenant, area).faults,
    )
