"""The form of one place in a rule file, rendered from the schema of what stands there.

A place is a record, a part to be chosen, a list or a group of keys of the author's choice. What holds a single value or
a list of words is a field of the form; what holds more is a link to a form of its own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from core.decisions.values import say
from core.decisions.year import YearRules
from core.errors import NotFound
from core.rulebook.trails import summary_of
from core.rules.editing import Path
from core.rules.overlay import below, is_dict
from core.rules.scalars import Choice, Scalar
from core.rules.schema import Either, Schemas, Several, Slot, is_family, shape_of, slots_of
from core.rules.yaml import List, Map

Kind = Literal["text", "long", "number", "date", "bool", "choice", "choices", "words", "link"]
Shape = Literal["record", "part", "list", "group"]
TOKEN = re.compile(r"[^.\[\]]+|\[\d+\]")
LONG = 40
"""Characters from which a text gets more than a line."""
NOWHERE = say("There is nothing at this address.")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file: its path as text and as keys, its type, and what the file says there (None for nothing)."""

    path: str
    keys: Path
    hint: Any
    raw: Any

    @property
    def shape(self) -> Shape:
        """What kind of place it is."""
        base = shape_of(self.hint).base
        if is_family(base):
            return "part"
        if is_dict(self.hint):
            return "group"
        return "list" if get_origin(base) is tuple else "record"

    def down(self, key: str | int) -> str:
        """Return the path of what lies below."""
        if isinstance(key, int):
            return f"{self.path}[{key + 1}]"
        return f"{self.path}.{key}" if self.path else key


@dataclass(frozen=True, slots=True)
class Field:
    """One field or link of a form; ``options`` are the words that can be chosen."""

    key: str | int
    path: str
    kind: Kind
    value: str
    note: str
    required: bool = False
    options: tuple[str, ...] = ()
    narrower: bool = False

    @property
    def name(self) -> str:
        """What the form calls it."""
        return f"v-{self.key}"


def spot_at(tree: Map, path: str, schemas: Schemas) -> Spot:
    """Return the place that a path leads to; it need not be there yet, but the schema must know it (NotFound)."""
    here = Spot("", (), YearRules, tree)
    for token in TOKEN.findall(path):
        here = _down(here, token, schemas)
    base = shape_of(here.hint).base
    if not (is_family(base) or isinstance(base, type) or get_origin(base) in {tuple, dict, Mapping}):
        raise NotFound(NOWHERE)
    return here


def _down(here: Spot, token: str, schemas: Schemas) -> Spot:
    here = _through_shorthand(here)
    if token.startswith("["):
        return _item(here, int(token[1:-1]) - 1)
    option = next((one for one in _options(here.hint) if below(one, token, schemas)), here.hint)
    step = below(option, token, schemas)
    if step is None:
        raise NotFound(NOWHERE)
    raw = here.raw.get(token) if isinstance(here.raw, Map) else None
    return Spot(here.down(token), (*here.keys, token), step.hint, raw)


def _item(here: Spot, number: int) -> Spot:
    inner = next((get_args(one)[0] for one in _options(here.hint) if get_origin(one) is tuple), None)
    items = here.raw if isinstance(here.raw, List) else []
    if inner is None or not 0 <= number <= len(items):
        raise NotFound(NOWHERE)
    raw = items[number] if number < len(items) else None
    return Spot(here.down(number), (*here.keys, number), inner, raw)


def _options(hint: Any) -> tuple[Any, ...]:
    base = shape_of(hint).base
    if get_origin(base) in {tuple, dict, Mapping} or not get_args(base):
        return (base,)
    return get_args(base)


def _through_shorthand(here: Spot) -> Spot:
    """A list written right behind a part's name is what the part's shorthand holds."""
    base = shape_of(here.hint).base
    short = getattr(base, "shorthand", "") if isinstance(base, type) and not is_family(base) else ""
    if not short or not isinstance(here.raw, List):
        return here
    slot = next(slot for slot in slots_of(base) if slot.key == short)
    return Spot(here.path, here.keys, slot.hint, here.raw)


def chosen_part(spot: Spot) -> str:
    """Return the name of the part that stands at a place; "" for none."""
    if isinstance(spot.raw, str):
        return spot.raw
    return next(iter(spot.raw), "") if isinstance(spot.raw, Map) else ""


def parts_for(spot: Spot, schemas: Schemas) -> Iterator[tuple[str, str]]:
    """Yield the parts that can stand at a place, each with its sentence."""
    for name, cls in sorted(schemas.parts.get(shape_of(spot.hint).base, {}).items()):
        yield name, summary_of(cls)


def part_spot(spot: Spot, name: str, schemas: Schemas) -> Spot:
    """Return the place of a part's own numbers below the slot that it stands in; NotFound for a part that there is not."""
    cls = schemas.parts.get(shape_of(spot.hint).base, {}).get(name)
    if cls is None:
        raise NotFound(NOWHERE)
    raw = spot.raw.get(name) if isinstance(spot.raw, Map) else None
    return Spot(spot.down(name), (*spot.keys, name), cls, raw)


def fields_of(spot: Spot, schemas: Schemas) -> tuple[Field, ...]:
    """Return the fields and links of a place's form."""
    if spot.shape == "list":
        return tuple(_items(spot, schemas))
    if spot.shape == "group":
        return tuple(_entries(spot, schemas))
    cls = shape_of(spot.hint).base
    return tuple(_field(spot, slot, schemas) for slot in slots_of(cls))


def _field(spot: Spot, slot: Slot, schemas: Schemas) -> Field:
    raw = _value(spot, slot.key)
    return _made(spot.down(slot.key), slot.key, slot.hint, raw, schemas, slot)


def _value(spot: Spot, key: str) -> Any:
    if isinstance(spot.raw, Map):
        return spot.raw.get(key)
    return spot.raw if getattr(shape_of(spot.hint).base, "shorthand", "") == key else None


def _items(spot: Spot, schemas: Schemas) -> Iterator[Field]:
    inner = get_args(shape_of(spot.hint).base)[0]
    for number, raw in enumerate(spot.raw if isinstance(spot.raw, List) else ()):
        yield _made(spot.down(number), number, inner, raw, schemas)


def _entries(spot: Spot, schemas: Schemas) -> Iterator[Field]:
    inner = get_args(shape_of(spot.hint).base)[1]
    for key, raw in (spot.raw if isinstance(spot.raw, Map) else {}).items():
        if key not in {"cite", "assumed"}:
            yield _made(spot.down(key), key, inner, raw, schemas)


def _made(  # noqa: PLR0913, PLR0917 (all that a field is made of)
    path: str, key: str | int, hint: Any, raw: Any, schemas: Schemas, slot: Slot | None = None
) -> Field:
    kind, options = kind_of(hint, schemas, raw)
    return Field(
        key=key,
        path=path,
        kind=kind,
        value=told(raw),
        note=slot.note.says if slot else "",
        required=bool(slot and slot.required),
        options=options,
        narrower=bool(slot and slot.note.narrower),
    )


def kind_of(hint: Any, schemas: Schemas, raw: Any = None) -> tuple[Kind, tuple[str, ...]]:
    """Return how a value is asked for, and the words to choose from."""
    made = schemas.field(hint)
    if isinstance(made, Either):
        return ("text", ()) if raw is None or isinstance(raw, str) else ("link", ())
    if isinstance(made, Several):
        inner = made.inner
        if isinstance(inner, Choice):
            return "choices", tuple(get_args(shape_of(get_args(shape_of(hint).base)[0]).base))
        return ("words", ()) if isinstance(inner, Scalar) else ("link", ())
    if isinstance(made, Choice):
        return "choice", tuple(get_args(shape_of(hint).base))
    return (_scalar_kind(hint, raw), ()) if isinstance(made, Scalar) else ("link", ())


def _scalar_kind(hint: Any, raw: Any) -> Kind:
    base, marks, _ = shape_of(hint)
    kinds: dict[str, Kind] = {"bool": "bool", "date": "date", "int": "number"}
    known = kinds.get(getattr(base, "__name__", ""), "text")
    if known == "text" and not marks and isinstance(raw, str) and len(raw) > LONG:
        return "long"
    return known


def told(raw: Any) -> str:
    """Return what stands at a place as one line: a value, words, or in short what is below."""
    if isinstance(raw, List):
        return "、".join(told(item) for item in raw)
    if isinstance(raw, Map):
        kept = {key: value for key, value in raw.items() if key not in {"cite", "assumed"}}
        return "；".join(f"{key} {told(value)}".strip() for key, value in kept.items())
    return raw or ""
