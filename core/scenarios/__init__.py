"""Scenarios: worked cases beside the rules, which say in YAML what must come out of them.

A case gives a person, what they did and an instant, and expects verdicts, gates, sums or days. A place's
cases stand in its ``scenarios`` folder; ``run_paths`` runs those of any folder, also outside the project.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from core.errors import XuefaError
from core.scenarios.cases import Scenario, read_cases
from core.scenarios.places import Home, home_of, scenario_files
from core.scenarios.running import Result, run_case, run_cases
from core.tenancy.registry import load_tenant
from core.tenancy.tenant import Tenant

__all__ = [
    "Home", "Result", "Scenario", "home_of", "read_cases", "run", "run_case", "run_cases",
    "run_paths", "scenario_files",
]  # fmt: skip


def run(paths: Iterable[Path]) -> Iterator[Result]:
    """Yield the result of every case in the scenario files at or below the paths.

    A file that cannot be read, or whose place is broken, is one result that fails. NotFound for a path that
    is not there.
    """
    tenants: dict[Path, Tenant | XuefaError] = {}
    for file in scenario_files(paths):
        yield from _run_file(file, tenants)


def run_paths(paths: Iterable[Path], echo: Callable[[str], object] = print) -> tuple[int, int]:
    """Run the scenarios below the paths, say a line for each and a last one, and return (passed, failed)."""
    passed = failed = 0
    for result in run(paths):
        passed, failed = passed + result.passed, failed + (not result.passed)
        echo(str(result))
    echo(f"{passed} passed, {failed} failed")
    return passed, failed


def _run_file(file: Path, tenants: dict[Path, Tenant | XuefaError]) -> Iterator[Result]:
    try:
        home = home_of(file)
        cases = read_cases(file.read_bytes(), str(file))
        tenant = _tenant(home.root, tenants)
    except XuefaError as refusal:
        yield Result(str(file), "the file cannot be run", tuple(str(refusal).splitlines()))
        return
    yield from run_cases(cases, tenant, home.area)


def _tenant(root: Path, tenants: dict[Path, Tenant | XuefaError]) -> Tenant:
    if root not in tenants:
        try:
            tenants[root] = load_tenant(root)
        except XuefaError as refusal:
            tenants[root] = refusal
    found = tenants[root]
    if isinstance(found, XuefaError):
        raise found
    return found
