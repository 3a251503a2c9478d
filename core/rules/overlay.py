"""Lays one file's values over another's, key by key where the schema has keys, whole where it has single values."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, get_args, get_origin

from core.rules.schema import Schemas, Slot, is_family, shape_of, slots_of
from core.rules.yaml import Map

NOTHING = object()
"""What a path leads to when no file sets it (``None`` is an explicit nothing)."""


class Step(NamedTuple):
    """One key on the way down: its type, and the record's field when the key is one."""

    hint: Any
    slot: Slot | None = None


def below(hint: Any, key: str, schemas: Schemas) -> Step | None:
    """Return what stands under a key of a type, or None where the schema knows no such key."""
    base = shape_of(hint).base
    if get_origin(base) in {dict, Mapping}:
        return Step(get_args(base)[1])
    if is_family(base):
        offered = schemas.parts.get(base, {})
        return Step(offered[key]) if key in offered else None
    if dataclasses.is_dataclass(base) and isinstance(base, type):
        slot = next((slot for slot in slots_of(base) if slot.key == key), None)
        return Step(slot.hint, slot) if slot else None
    return None


def is_dict(hint: Any) -> bool:
    """Tell whether a type is a group of keys of the author's choice."""
    return get_origin(shape_of(hint).base) in {dict, Mapping}


def merges(base: Any, over: Any, hint: Any) -> bool:
    """Tell whether a mapping is laid over another key by key; a slot with another part replaces it whole."""
    if not (isinstance(base, Map) and isinstance(over, Map)):
        return False
    return base.keys() == over.keys() if is_family(shape_of(hint).base) else True


def merge(base: Map, over: Map, hint: Any, schemas: Schemas) -> Map:
    """Return ``over`` laid over ``base``; a null takes a key of the author's choice away again."""
    made = Map(base.mark)
    made.source = over.source if _sets_values(over) else base.source
    for key, value in base.items():
        made.put(key, value, base.marks[key], base.sources[key])
    for key in over:
        _lay(made, key, over, (hint, schemas))
    return made


def _lay(made: Map, key: str, over: Map, how: tuple[Any, Schemas]) -> None:
    hint, schemas = how
    value, old = over[key], made.get(key)
    step = below(hint, key, schemas)
    if value is None and is_dict(hint):
        made.drop(key)
    elif step and isinstance(old, Map) and merges(old, value, step.hint):
        made.put(key, merge(old, value, step.hint, schemas), over.marks[key], made.sources[key])
    else:
        made.put(key, value, over.marks[key], over.sources[key])


def _sets_values(over: Map) -> bool:
    return not over or any(not isinstance(value, Map) for value in over.values())


class Change(NamedTuple):
    """A value that a file sets otherwise than the place above: its path, and the steps that lead there."""

    path: tuple[str, ...]
    steps: tuple[Step, ...]
    holder: Map
    """The mapping of the overlaying file in which the last key stands."""


def changes(base: Any, over: Map, hint: Any, schemas: Schemas) -> Iterator[Change]:
    """Yield every value in which a file differs from the place above it."""
    yield from _changes((base, over), (), (Step(hint),), schemas)


def _changes(
    pair: tuple[Any, Map], path: tuple[str, ...], steps: tuple[Step, ...], schemas: Schemas
) -> Iterator[Change]:
    base, over = pair
    for key, value in over.items():
        old = base.get(key, NOTHING) if isinstance(base, Map) else NOTHING
        step = below(steps[-1].hint, key, schemas)
        if value == old or step is None:
            continue  # an unknown key is the schema's to refuse
        here = Change((*path, key), (*steps, step), over)
        if isinstance(value, Map) and value and _descends(old, value, step.hint):
            yield from _changes((old, value), here.path, here.steps, schemas)
        else:
            yield here


def _descends(old: Any, value: Map, hint: Any) -> bool:
    return merges(old, value, hint) or (old is NOTHING and not is_family(shape_of(hint).base))


def at(tree: Any, path: tuple[str, ...]) -> Any:
    """Return the value that a path leads to, NOTHING when a key on the way is not set."""
    for key in path:
        if not isinstance(tree, Map) or key not in tree:
            return NOTHING
        tree = tree[key]
    return tree


def without(tree: Map, path: tuple[str, ...]) -> Map:
    """Return the tree with one value taken out; the given tree stays as it is."""
    made = Map(tree.mark)
    made.source = tree.source
    for key, value in tree.items():
        if key != path[0]:
            made.put(key, value, tree.marks[key], tree.sources[key])
        elif len(path) > 1 and isinstance(value, Map):
            made.put(key, without(value, path[1:]), tree.marks[key], tree.sources[key])
    return made
