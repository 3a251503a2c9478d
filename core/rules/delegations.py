"""What a place leaves to the areas below it, and whether an area keeps to it."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any, Literal, NamedTuple

from core.decisions.records import Period
from core.decisions.values import Text, say
from core.decisions.year import YearRules
from core.rules.errors import Mark, RuleError
from core.rules.overlay import NOTHING, Change, Step, at, below, changes, is_dict
from core.rules.scalars import not_known
from core.rules.schema import Schemas, Slot, load_value, slots_of
from core.rules.yaml import List, Map

May = Literal["free", "narrow", "required"]

OWN = frozenset({"year", "documents", "areas", "not_applicable"})
"""Keys that every file states for itself."""


class Delegated(NamedTuple):
    """One delegation as written: the path it opens, the manner and its place in the file."""

    path: tuple[str, ...]
    may: str
    mark: Mark

    def covers(self, path: tuple[str, ...]) -> bool:
        """Tell whether a path lies at or below this one; ``*`` stands for any key, alone for everything."""
        if self.path == ("*",):
            return True
        pairs = zip(self.path, path, strict=False)
        return len(self.path) <= len(path) and all(own in {"*", key} for own, key in pairs)

    @property
    def key(self) -> str:
        """The path as written."""
        return ".".join(self.path)


def delegated_by(tree: Map) -> tuple[Delegated, ...]:
    """Return a file's delegations as far as they can be read; the schema reports the rest."""
    listed = tree.get("areas")
    if not isinstance(listed, List):
        return ()
    readable = [entry for entry in listed if isinstance(entry, Map) and isinstance(entry.get("key"), str)]
    return tuple(
        Delegated(tuple(entry["key"].split(".")), str(entry.get("may")), entry.marks["key"])
        for entry in readable
    )


def covering(delegated: tuple[Delegated, ...], path: tuple[str, ...]) -> Delegated | None:
    """Return the most exact delegation that covers a path."""
    found = [each for each in delegated if each.covers(path)]
    return max(found, key=lambda each: (each.path != ("*",), len(each.path)), default=None)


def unknown_delegations(delegated: tuple[Delegated, ...], schemas: Schemas) -> Iterator[RuleError]:
    """Yield the delegations of keys that no rule file can have."""
    for each in delegated:
        step: Step | None = Step(YearRules)
        for number, key in enumerate(each.path):
            if key == "*" or step is None:
                break
            found = below(step.hint, key, schemas)
            if found is None and step.hint is YearRules:
                known = [slot.key for slot in slots_of(YearRules)]
                yield RuleError(each.mark, "areas", not_known(each.path[number], known))
            step = found


def widened_delegations(mine: tuple[Delegated, ...], above: tuple[Delegated, ...]) -> Iterator[RuleError]:
    """Yield the delegations of a place that has not been left the same freedom itself."""
    for each in mine:
        own = covering(above, each.path)
        if own is None or (own.may == "narrow" and each.may != "narrow"):
            text = say("{key} has not been left to this place, so it cannot leave it to others", key=each.key)
            yield RuleError(each.mark, "areas", text)


class Level(NamedTuple):
    """The rules above an area, and what they leave to it."""

    tree: Map
    left: tuple[Delegated, ...]
    place: str


def trespasses(above: Level, over: Map, merged: Map, schemas: Schemas) -> Iterator[RuleError]:
    """Yield each value that an area sets although it may not, or wider than it may."""
    for change in changes(above.tree, over, YearRules, schemas):
        if change.path[0] in OWN:
            continue
        each = covering(above.left, change.path)
        wrong = _forbidden(above, change) if each is None else None
        if each and each.may == "narrow":
            wrong = _widened(above, change, merged, schemas)
        if wrong:
            yield RuleError(change.holder.marks[change.path[-1]], ".".join(change.path), wrong)


def _forbidden(above: Level, change: Change) -> Text:
    return say("{place} fixes this in {where}", place=above.place, where=_where(above.tree, change.path))


def _where(tree: Map, path: tuple[str, ...]) -> str:
    """The line of the nearest key above that is really there."""
    mark = tree.mark
    for number, key in enumerate(path):
        holder = at(tree, path[:number])
        if not isinstance(holder, Map) or key not in holder:
            break
        mark = holder.marks[key]
    return str(mark)


def _widened(above: Level, change: Change, merged: Map, schemas: Schemas) -> Text | None:
    found = _directed(change)
    if found is None:
        return say("this has no narrower value, and {place} allows narrowing only", place=above.place)
    slot, path = found
    try:
        old, new = (_value(tree, path, slot, schemas) for tree in (above.tree, merged))
    except ValueError:
        return None  # the schema reports what cannot be read
    if _narrower(slot.note.narrower, old, new):
        return None
    where = _where(above.tree, path)
    return say("this is wider than {place} allows in {where}", place=above.place, where=where)


def _directed(change: Change) -> tuple[Slot, tuple[str, ...]] | None:
    """The innermost field on the way that says which way is narrower."""
    for depth in range(len(change.path), 0, -1):
        slot = change.steps[depth].slot
        if slot and slot.note.narrower:
            return slot, change.path[:depth]
    return None


def _value(tree: Map, path: tuple[str, ...], slot: Slot, schemas: Schemas) -> Any:
    raw = at(tree, path)
    if raw is NOTHING:
        return None if slot.required else slot.default
    return load_value(slot.hint, raw, schemas)


def _narrower(direction: str, old: Any, new: Any) -> bool:
    if old is None or new is None:
        return old is None
    if direction == "within":
        return all(any(_inside(span, wider) for wider in _spans(old)) for span in _spans(new))
    return bool(new >= old if direction == "higher" else new <= old)


def _spans(value: Any) -> tuple[Period, ...]:
    return (value,) if isinstance(value, Period) else tuple(value.spans())


def _inside(inner: Period, outer: Period) -> bool:
    return outer.begin(UTC) <= inner.begin(UTC) and inner.end(UTC) <= outer.end(UTC)


def entry_above(path: tuple[str, ...], schemas: Schemas) -> tuple[str, ...]:
    """Return the path of the innermost named entry (an exam, a duty) that a path lies in, () when in none."""
    step: Step | None = Step(YearRules)
    entry: tuple[str, ...] = ()
    for depth, key in enumerate(path, start=1):
        if step is None:
            break
        if is_dict(step.hint):
            entry = path[:depth]
        step = below(step.hint, key, schemas)
    return entry


def awaited(tree: Map, delegated: tuple[Delegated, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the paths that areas must set and none has set so far."""
    for each in delegated:
        if each.may == "required" and each.path != ("*",):
            for path in _spelled_out(tree, each.path):
                value = at(tree, path)
                if value is NOTHING or value is None:
                    yield path


def _spelled_out(tree: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if not path:
        yield ()
        return
    keys = (list(tree) if isinstance(tree, Map) else []) if path[0] == "*" else [path[0]]
    for key in keys:
        for rest in _spelled_out(at(tree, (key,)), path[1:]):
            yield (key, *rest)
