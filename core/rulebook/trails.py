"""The way to one value of a rule file, step by step, each with what the schema says about it."""

import dataclasses
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from core.decisions.year import YearRules
from core.rules.overlay import below, is_dict
from core.rules.schema import Schemas, is_family, shape_of, slots_of

_TOKEN = re.compile(r"[^.\[\]]+|\[\d+\]")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a field with its note, an entry of the author's own key, a part with its sentence, an item of a list."""

    kind: Literal["field", "entry", "part", "item"]
    key: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Trail:
    """The steps to a value, and the type of what stands at their end."""

    steps: tuple[Step, ...]
    hint: Any

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys alone, as delegations name them."""
        return tuple(step.key for step in self.steps if step.kind != "item")


def summary_of(cls: type[Any]) -> str:
    """Return the first sentence of a part's description."""
    return (inspect.getdoc(cls) or cls.__name__).split("\n\n")[0].replace("\n", " ")


def trail_of(path: str, value: str | None, schemas: Schemas) -> Trail:
    """Return the trail of a value's path; what the schema does not know is kept as a bare key."""
    steps: list[Step] = []
    hint: Any = YearRules
    for token in _TOKEN.findall(path):
        step, hint = _down(hint, token, schemas)
        steps += step
    return _to_the_end(Trail(tuple(steps), hint), value, schemas)


def _down(hint: Any, token: str, schemas: Schemas) -> tuple[list[Step], Any]:
    if hint is None:
        return [Step("entry", token)], None
    short, hint = _through_shorthand(hint, token)
    if token.startswith("["):
        return [*short, Step("item", token)], _item(hint)
    hint = _option_with(hint, token, schemas)
    found = below(hint, token, schemas)
    if found is None:
        return [*short, Step("entry", token)], None
    return [*short, _named(hint, token, found)], found.hint


def _named(hint: Any, token: str, found: Any) -> Step:
    base = shape_of(hint).base
    if is_family(base):
        return Step("part", token, summary_of(found.hint))
    return Step("entry", token) if is_dict(hint) else Step("field", token, found.slot.note.says)


def _through_shorthand(hint: Any, token: str) -> tuple[list[Step], Any]:
    """A part's shorthand has no key of its own in the file; its field is named all the same."""
    base = shape_of(hint).base
    if not _takes_shorthand(base) or any(slot.key == token for slot in slots_of(base)):
        return [], hint
    slot = next(slot for slot in slots_of(base) if slot.key == base.shorthand)
    return [Step("field", slot.key, slot.note.says)], slot.hint


def _takes_shorthand(base: Any) -> bool:
    return isinstance(base, type) and dataclasses.is_dataclass(base) and bool(getattr(base, "shorthand", ""))


def _item(hint: Any) -> Any:
    options = _options(hint)
    return next((get_args(one)[0] for one in options if get_origin(one) is tuple), None)


def _options(hint: Any) -> tuple[Any, ...]:
    base = shape_of(hint).base
    if get_origin(base) in {tuple, dict, Mapping} or not get_args(base):
        return (base,)
    return get_args(base)


def _option_with(hint: Any, token: str, schemas: Schemas) -> Any:
    return next((one for one in _options(hint) if below(one, token, schemas)), hint)


def _to_the_end(trail: Trail, value: str | None, schemas: Schemas) -> Trail:
    """A bare name where a part is asked is the part itself; a bare figure below a part is its shorthand."""
    base = shape_of(trail.hint).base
    if is_family(base) and value and value in schemas.parts.get(base, {}):
        cls = schemas.parts[base][value]
        return Trail((*trail.steps, Step("part", value, summary_of(cls))), cls)
    if _takes_shorthand(base) and value:
        short, hint = _through_shorthand(trail.hint, "")
        return Trail((*trail.steps, *short), hint)
    return trail


def notes_in(schemas: Schemas) -> Iterator[str]:
    """Yield what the schema says about every field of the year and every part; the rulebook has a word for each."""
    yield from {**dict.fromkeys(_notes(YearRules, schemas, set()))}


def _notes(cls: type[Any], schemas: Schemas, seen: set[Any]) -> Iterator[str]:
    if cls in seen:
        return
    seen.add(cls)
    for slot in slots_of(cls):
        yield slot.note.says
        for inner in _within(slot.hint):
            if is_family(inner):
                for part in schemas.parts.get(inner, {}).values():
                    yield summary_of(part)
                    yield from _notes(part, schemas, seen)
            elif isinstance(inner, type) and dataclasses.is_dataclass(inner):
                yield from _notes(inner, schemas, seen)


def _within(hint: Any) -> Iterator[Any]:
    base = shape_of(hint).base
    args = [arg for arg in get_args(base) if arg is not Ellipsis]
    if get_origin(base) is Literal:
        return
    if not args:
        yield base
    for arg in args:
        yield from _within(arg)
