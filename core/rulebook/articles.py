"""A year's rules in articles, as its notice has them: groups of lines, each value with source, origin and freedom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from core.decisions.values import Cite
from core.rulebook.trails import Step, Trail, trail_of
from core.rulebook.words import Wording
from core.rules.delegations import Delegated, covering
from core.rules.loader import Assembled
from core.rules.origins import Origin
from core.rules.schema import Schemas

By = Literal["province", "area", "amendment"]
BARE = frozenset({"texts", "contents"})
"""Articles whose entries are sentences by themselves, without names."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands beside a value: its source, who set it, and what the level below or this one may do with it."""

    cite: Cite
    by: By
    may: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the year in words: its way there, what it is, and how it is marked."""

    path: str
    article: str
    heading: tuple[str, ...]
    """What it belongs to below its article: an exam, a part's sentence."""
    label: str
    figure: str
    mark: Mark

    def says(self, words: str) -> bool:
        """Tell whether it holds what was searched for."""
        cite = self.mark.cite
        held = (self.path, self.article, *self.heading, self.label, self.figure, cite.article, cite.assumed)
        return words.casefold() in "\n".join(held).casefold()


@dataclass(frozen=True, slots=True)
class Group:
    """Values that stand together; ``mark`` is theirs when all have the same, otherwise each shows its own."""

    heading: tuple[str, ...]
    values: tuple[Value, ...]

    @property
    def mark(self) -> Mark | None:
        """The mark of all of them, or None when they differ."""
        first = self.values[0].mark
        return first if all(value.mark == first for value in self.values) else None


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its key in the file, its title and its groups."""

    key: str
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """What the values of a year are told with: the schemas, the words, and what is left to whom."""

    schemas: Schemas
    wording: Wording
    left: tuple[Delegated, ...]


def values_of(found: Assembled, telling: Telling) -> tuple[Value, ...]:
    """Return every value of a year but its number, in the order of its files; a list of words is one value."""
    told = [origin for origin in found.origins if origin.path != "year"]
    joined = (_value(many, telling) for many in _lists(told))
    return tuple(_spans(joined, telling.wording))


def articles_of(values: Iterable[Value]) -> tuple[Article, ...]:
    """Return values grouped as they are read; values of one article lie together whatever file they are from."""
    by_key: dict[str, list[Value]] = {}
    for value in values:
        by_key.setdefault(top_of(value.path), []).append(value)
    return tuple(Article(key, held[0].article, _groups(held)) for key, held in by_key.items())


def top_of(path: str) -> str:
    """Return the key of the article that a path lies in."""
    return path.split(".", 1)[0].split("[", 1)[0]


def _groups(values: Sequence[Value]) -> tuple[Group, ...]:
    parted = groupby(values, key=lambda value: (_parent(value.path), value.heading))
    return tuple(Group(key[1], tuple(held)) for key, held in parted)


def _parent(path: str) -> str:
    return path.rpartition(".")[0]


def _lists(origins: Sequence[Origin]) -> Iterator[tuple[Origin, ...]]:
    """Join the items of a list of single values."""
    for _, held in groupby(enumerate(origins), key=lambda pair: _list_key(*pair)):
        yield tuple(origin for _, origin in held)


def _list_key(number: int, origin: Origin) -> str:
    head, bracket, rest = origin.path.rpartition("[")
    return head if bracket and rest.endswith("]") else f"{number}"


def _value(origins: tuple[Origin, ...], telling: Telling) -> Value:
    first, wording = origins[0], telling.wording
    trails = [trail_of(origin.path, origin.value, telling.schemas) for origin in origins]
    heading, label = _told(trails[0], wording)
    parts = [trail.steps[-1] for trail in trails if trail.steps[-1].kind == "part"]
    figures = [wording.value(trail.hint, one.value) for trail, one in zip(trails, origins, strict=True)]
    if parts:
        heading, label, figures = heading[:-1], "", [wording.note(part.says) for part in parts]
    several = len(origins) > 1
    return Value(
        path=first.path.rpartition("[")[0] if several else first.path,
        article=wording.step(trails[0].steps[0]),
        heading=heading,
        label=label,
        figure=(" " if parts else wording.reader.glue).join(figures),
        mark=_mark(first, trails[0], telling.left),
    )


def _told(trail: Trail, wording: Wording) -> tuple[tuple[str, ...], str]:
    """The heading of a value and its own label."""
    steps = [step for step in trail.steps if step.kind != "item"]
    top, rest = steps[0], steps[1:]
    if top.key in BARE and rest and rest[-1].key in {"says", "title"}:
        return (), ""
    if top.key == "not_applicable":
        return (), _unregulated(rest[-1], wording)
    names = [wording.step(step, top.key) for step in rest]
    if not names:
        return (), wording.step(top)
    last = rest[-1]
    if last.kind == "part":
        return tuple(names), ""
    return tuple(names[:-1]), names[-1]


def _unregulated(step: Step, wording: Wording) -> str:
    trail = trail_of(step.key, "", Schemas({}))
    known = trail.steps[-1] if trail.steps else step
    return wording.step(known)


def _mark(origin: Origin, trail: Trail, left: tuple[Delegated, ...]) -> Mark:
    own = covering(left, trail.keys)
    return Mark(replace(origin.cite, where=""), _by(origin.cite), own.may if own else "")


def _by(cite: Cite) -> By:
    """An amendment's file is named with more than its year."""
    file = cite.where.rpartition(":")[0].rpartition("/")[2] or cite.where.rpartition("/")[2]
    if "-" in file:
        return "amendment"
    return "area" if "/" in cite.place else "province"


def _spans(values: Iterable[Value], wording: Wording) -> Iterator[Value]:
    """Tell a first and a last day as one span."""
    held: Value | None = None
    for value in values:
        if held is not None and _is_end(held, value):
            yield _span(held, value, wording)
            held = None
            continue
        if held is not None:
            yield held
        held = value
    if held is not None:
        yield held


def _is_end(start: Value, end: Value) -> bool:
    begins = start.path.endswith(".from") and end.path == f"{start.path[: -len('from')]}to"
    return begins and start.mark == end.mark


def _span(start: Value, end: Value, wording: Wording) -> Value:
    joint = "至" if wording.reader.locale == "zh" else " to "
    return replace(
        start, label=wording.note("from the first to the last"), figure=f"{start.figure}{joint}{end.figure}"
    )
