"""Scenario files may be written shorter than their records: this spells them out before they are read.

One thing may stand where a list is wanted, a bare figure where a record is wanted (its ``shorthand``
field), and keys of the author's choice beside a record's own (its ``rest`` field). Lines are kept, so
that a fault is shown where it was written.
"""

import dataclasses
from typing import Any, get_args, get_origin

from core.rules.errors import Mark
from core.rules.schema import shape_of, slots_of
from core.rules.yaml import List, Map


def spell_out(value: Any, hint: Any, mark: Mark) -> Any:
    """Return the value as its type's schema reads it."""
    base = shape_of(hint).base
    if value is None:
        return None
    if get_origin(base) is tuple:
        return _list(value, get_args(base)[0], mark)
    if get_origin(base) is dict and isinstance(value, Map):
        return _each(value, {key: get_args(base)[1] for key in value})
    if dataclasses.is_dataclass(base) and isinstance(base, type):
        return _record(value, base, mark)
    return value


def _list(value: Any, hint: Any, mark: Mark) -> List:
    made = List(mark)
    items = zip(value, value.marks, strict=True) if isinstance(value, List) else [(value, mark)]
    for item, at in items:
        made.marks.append(at)
        made.append(spell_out(item, hint, at))
    return made


def _record(value: Any, cls: type[Any], mark: Mark) -> Any:
    shorthand, rest = getattr(cls, "shorthand", ""), getattr(cls, "rest", "")
    hints = {slot.key: slot.hint for slot in slots_of(cls)}
    if not isinstance(value, Map):
        if not shorthand:
            return value
        made = Map(mark)
        made.put(shorthand, value, mark)
        value = made
    if rest:
        value = _gathered(value, set(hints), rest)
    return _each(value, hints)


def _gathered(value: Map, own: set[str], rest: str) -> Map:
    made, others = Map(value.mark), Map(value.mark)
    for key, item in value.items():
        (made if key in own else others).put(key, item, value.marks[key])
    if others and rest not in made:
        made.put(rest, others, value.mark)
    return made


def _each(value: Map, hints: dict[str, Any]) -> Map:
    made = Map(value.mark)
    for key, item in value.items():
        mark = value.marks[key]
        made.put(key, spell_out(item, hints[key], mark) if key in hints else item, mark)
    return made
