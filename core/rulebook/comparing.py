"""Two editions compared: each value that differs as a sentence, and both as lines of YAML."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from difflib import unified_diff
from typing import Any

from core.decisions.year import YearRules
from core.rulebook.articles import Value
from core.rulebook.opening import Book, Edition, Shelf
from core.rules.digest import SOURCE, canonical

CONTEXT = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs; one side is None where only the other has it."""

    before: Value | None
    after: Value | None

    @property
    def told(self) -> Value:
        """The side that names it."""
        found = self.after or self.before
        assert found is not None  # noqa: S101  # a change has a side
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions side by side: what changed, what only one of them has, and the same as lines."""

    old: Book
    new: Book
    changes: tuple[Change, ...]
    lines: tuple[str, ...]

    @property
    def changed(self) -> tuple[Change, ...]:
        """The values that both have, otherwise."""
        return tuple(one for one in self.changes if one.before and one.after)

    @property
    def only_old(self) -> tuple[Change, ...]:
        """The values that only the first has."""
        return tuple(one for one in self.changes if not one.after)

    @property
    def only_new(self) -> tuple[Change, ...]:
        """The values that only the second has."""
        return tuple(one for one in self.changes if not one.before)


def compare(old: Book, new: Book) -> Comparison:
    """Return two editions compared value by value; sources alone are no difference."""
    return Comparison(old, new, tuple(_changes(old.values, new.values)), _line_diff(old, new))


def usual_other(shelf: Shelf, edition: Edition) -> Edition:
    """Return what an edition is best compared with: last year, else the place above, else before the last amendment."""
    earlier = [year for year in shelf.years(edition.area) if year < edition.year]
    if earlier:
        return Edition(earlier[0], edition.area)
    if edition.area and edition.year in shelf.years(""):
        return Edition(edition.year)
    days = shelf.tenant.amendment_days(edition.year, edition.area)
    return Edition(edition.year, edition.area, days[-1] - timedelta(days=1) if days else None)


def _changes(old: tuple[Value, ...], new: tuple[Value, ...]) -> Iterator[Change]:
    before, after = ({value.path: value for value in side} for side in (old, new))
    for path, value in after.items():
        was = before.get(path)
        if was is None or (was.figure, was.label) != (value.figure, value.label):
            yield Change(was, value)
    yield from (Change(value, None) for path, value in before.items() if path not in after)


def _line_diff(old: Book, new: Book) -> tuple[str, ...]:
    before, after = (list(yaml_lines(book.found.rules)) for book in (old, new))
    return tuple(list(unified_diff(before, after, n=CONTEXT, lineterm=""))[2:])


def yaml_lines(rules: YearRules) -> Iterator[str]:
    """Yield a year's rules as lines of YAML, without the sources."""
    yield from lines_of(canonical(rules))


def lines_of(value: Any, indent: str = "") -> Iterator[str]:
    """Yield nested mappings and lists as lines of YAML."""
    for key, item in value.items():
        if key == SOURCE:
            continue
        if isinstance(item, dict) and item.keys() - {SOURCE}:
            yield f"{indent}{key}:"
            yield from lines_of(item, f"{indent}  ")
        elif isinstance(item, list) and any(isinstance(one, dict) for one in item):
            yield f"{indent}{key}:"
            for one in item:
                yield from _item_lines(one, indent)
        else:
            yield f"{indent}{key}: {_plain(item)}".rstrip()


def _item_lines(item: Any, indent: str) -> Iterator[str]:
    if not isinstance(item, dict):
        yield f"{indent}  - {_plain(item)}"
        return
    first, *more = list(lines_of(item)) or ["{}"]
    yield f"{indent}  - {first}"
    yield from (f"{indent}    {line}" for line in more)


def _plain(item: Any) -> str:
    if isinstance(item, list):
        return f"[{', '.join(_plain(one) for one in item)}]"
    if isinstance(item, dict):
        return "{}"
    return "" if item is None else str(item)
