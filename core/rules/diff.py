"""What changed between two versions of a year's rules, value by value."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.decisions.year import YearRules
from core.rules.digest import SOURCE, canonical


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs: its path, what it was and what it is; None where it was or is not set."""

    path: str
    old: str | None
    new: str | None


def differences(old: YearRules, new: YearRules) -> tuple[Difference, ...]:
    """Return the values in which two rule sets differ, in the order of their paths; sources are not compared."""
    before, after = dict(_flat(canonical(old), "")), dict(_flat(canonical(new), ""))
    paths = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    return tuple(Difference(path, before.get(path), after.get(path)) for path in paths)


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if key != SOURCE}
        if not kept and path:
            yield path, "{}"
        for key, item in kept.items():
            yield from _flat(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from _flat(item, f"{path}[{number}]")
    else:
        yield path, "–" if value is None else str(value)
