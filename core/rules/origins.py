"""Every value of a year with its source and the place that set it, as a flat list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.decisions.values import NOWHERE, Cite
from core.rules.yaml import List, Map

UNLISTED = frozenset({"documents", "areas"})
"""What a year cites and leaves to others, which is not a rule for anybody."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One value as written: its path, its text (None for an explicit nothing) and its source."""

    path: str
    value: str | None
    cite: Cite

    @property
    def place(self) -> str:
        """The place whose file set it."""
        return self.cite.place


def origins_of(tree: Map) -> Iterator[Origin]:
    """Yield every value of a merged tree in the order of its files."""
    for key, value in tree.items():
        if key not in UNLISTED:
            yield from _origins(value, tree.sources.get(key, NOWHERE), key)


def _origins(value: Any, cite: Cite, path: str) -> Iterator[Origin]:
    if isinstance(value, Map):
        if not value:
            yield Origin(path, "", value.source)
        for key, item in value.items():
            yield from _origins(item, value.sources.get(key, NOWHERE), f"{path}.{key}")
    elif isinstance(value, List):
        for number, item in enumerate(value, start=1):
            yield from _origins(item, cite, f"{path}[{number}]")
    else:
        yield Origin(path, value, cite)


def assumptions(origins: tuple[Origin, ...]) -> tuple[tuple[Cite, tuple[Origin, ...]], ...]:
    """Return each assumption once, with the values that rest on it."""
    found: dict[tuple[str, str, str], list[Origin]] = {}
    for origin in origins:
        if origin.cite.assumed:
            found.setdefault((origin.cite.assumed, origin.cite.article, origin.cite.place), []).append(origin)
    return tuple((values[0].cite, tuple(values)) for values in found.values())
