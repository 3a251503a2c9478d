"""Schemas derived from the annotations of records and parts: a mapping in, a frozen value out, every fault at once.

A field is described once, where it is used; marshmallow does the collecting of faults, and the rules
console and the reference read the same schemas.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validates_schema

from core.decisions.records import Note, Part, Parts
from core.decisions.values import NOWHERE, Text, say
from core.rules.checks import problems_of
from core.rules.errors import Mark, RuleError, RulesInvalid
from core.rules.scalars import SCALARS, Choice, RuleField, Scalar, fault, not_known
from core.rules.yaml import List, Map

T = TypeVar("T")


class Slot(NamedTuple):
    """One readable field of a record: its Python name, YAML key, type, note and whether it may be left out."""

    name: str
    key: str
    hint: Any
    note: Note
    required: bool
    default: Any


def slots_of(cls: type[Any]) -> tuple[Slot, ...]:
    """Return the fields that a rule file may set: those with a Note; TypeError for one that would be unreachable."""
    if cls not in _SLOTS:
        hints = get_type_hints(cls, include_extras=True)
        found = (_slot(cls, field, hints[field.name]) for field in dataclasses.fields(cls))
        _SLOTS[cls] = tuple(slot for slot in found if slot)
    return _SLOTS[cls]


_SLOTS: dict[type[Any], tuple[Slot, ...]] = {}
"""Read once for a class: resolving annotations is what laying areas over a province spent its time on."""


def _slot(cls: type[Any], field: "dataclasses.Field[Any]", hint: Any) -> Slot | None:
    note = next((meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, Note)), None)
    default = _default(field)
    if note is None:
        if default is dataclasses.MISSING:
            raise TypeError(f"{cls.__module__}.{cls.__name__}.{field.name} has neither a Note nor a default")
        return None
    required = default is dataclasses.MISSING
    return Slot(field.name, note.key or field.name, hint, note, required, default)


def _default(field: "dataclasses.Field[Any]") -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


class Shape(NamedTuple):
    """A type hint taken apart: the bare type, its marks ("percent"…) and whether it may be null."""

    base: Any
    marks: tuple[Any, ...]
    optional: bool


def shape_of(hint: Any) -> Shape:
    """Take Annotated and ``| None`` off a type hint."""
    marks: tuple[Any, ...] = ()
    optional = False
    while True:
        if get_origin(hint) is Annotated:
            marks += hint.__metadata__
            hint = get_args(hint)[0]
        elif _is_union(hint) and NoneType in get_args(hint):
            optional = True
            rest = tuple(arg for arg in get_args(hint) if arg is not NoneType)
            hint = rest[0] if len(rest) == 1 else Union[rest]  # noqa: UP007  # built from a tuple
        else:
            return Shape(hint, marks, optional)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in {Union, UnionType}


def is_family(base: Any) -> bool:
    """Tell whether a type is the contract of a family of parts."""
    return isinstance(base, type) and getattr(base, "_is_protocol", False) and Part in base.__mro__


class Several(RuleField):
    """A list of values of one kind, kept as a tuple."""

    def __init__(self, inner: fields.Field[Any], **options: Any) -> None:
        super().__init__(**options)
        self.inner = inner

    def read(self, value: Any, _holder: Any) -> Any:
        """Read the value and what lies below it."""
        if not isinstance(value, list):
            raise fault(say("a list is needed here"))
        return tuple(_gather(enumerate(value), self.inner, value).values())


class Keyed(RuleField):
    """A group of keys of the author's choice with values of one kind."""

    def __init__(self, keys: fields.Field[Any], inner: fields.Field[Any], **options: Any) -> None:
        super().__init__(**options)
        self.keys = keys
        self.inner = inner

    def read(self, value: Any, _holder: Any) -> Any:
        """Read the value and what lies below it."""
        if not isinstance(value, Mapping):
            raise fault(say("a group of keys is needed here"))
        values = _gather(value.items(), self.inner, value)
        names = _gather(((key, key) for key in value), self.keys, value)
        return {names[key]: found for key, found in values.items()}


def _gather(items: Any, inner: fields.Field[Any], holder: Any) -> dict[Any, Any]:
    made: dict[Any, Any] = {}
    errors: dict[Any, Any] = {}
    for key, item in items:
        try:
            made[key] = inner.deserialize(item, None, holder)
        except ValidationError as found:
            errors[key] = found.messages
    if errors:
        raise ValidationError(errors)
    return made


class Nested(RuleField):
    """A record inside a record."""

    def __init__(self, cls: type[Any], schemas: "Schemas", **options: Any) -> None:
        super().__init__(**options)
        self.cls = cls
        self.schemas = schemas

    def read(self, value: Any, _holder: Any) -> Any:
        """Read the value and what lies below it."""
        if not isinstance(value, Map):
            raise fault(say("a group of keys is needed here"))
        return self.schemas.of(self.cls).load(value)


class PartSlot(RuleField):
    """A place for one named part: ``{name: {numbers}}``, or the bare name of a part that needs none."""

    def __init__(self, family: type[Any], schemas: "Schemas", **options: Any) -> None:
        super().__init__(**options)
        self.family = family
        self.schemas = schemas

    def read(self, value: Any, holder: Any) -> Any:
        """Read the value and what lies below it."""
        name, numbers = _picked(value)
        offered = self.schemas.parts.get(self.family, {})
        if name not in offered:
            raise ValidationError({name: [say("no such part: {why}", why=not_known(name, sorted(offered)))]})
        try:
            return self.schemas.of(offered[name]).load(
                _numbers(offered[name], numbers, value if isinstance(value, Map) else holder)
            )
        except ValidationError as found:
            messages = _unwrapped(offered[name], numbers, found.messages_dict)
            raise ValidationError({name: messages}) from None


def _picked(value: Any) -> tuple[str, Any]:
    if isinstance(value, str):
        return value, None
    if isinstance(value, Map) and len(value) == 1:
        return next(iter(value.items()))
    raise fault(say("exactly one part is needed here, written as its name with its numbers below"))


def _numbers(cls: type[Any], numbers: Any, holder: Any) -> Map:
    if isinstance(numbers, Map):
        return numbers
    made = Map(getattr(holder, "mark", Mark()))
    made.source = getattr(holder, "source", NOWHERE)
    if numbers is None:
        return made
    if not cls.shorthand:
        raise ValidationError({"_schema": [say("a group of keys is needed here")]})
    made.put(cls.shorthand, numbers, made.mark, made.source)
    return made


def _unwrapped(cls: type[Any], numbers: Any, messages: dict[Any, Any]) -> Any:
    """A shorthand has no key of its own in the file, so its faults lie directly under the part's name."""
    if isinstance(numbers, Map) or numbers is None or set(messages) != {cls.shorthand}:
        return messages
    return messages[cls.shorthand]


class Either(RuleField):
    """A value of the first kind that fits."""

    def __init__(self, kinds: tuple[fields.Field[Any], ...], **options: Any) -> None:
        super().__init__(**options)
        self.kinds = kinds

    def read(self, value: Any, holder: Any) -> Any:
        """Read the value and what lies below it."""
        faults: list[ValidationError] = []
        for kind in self.kinds:
            try:
                return kind.deserialize(value, None, holder)
            except ValidationError as found:
                faults.append(found)
        raise faults[0]


class RecordSchema(Schema):
    """What every derived schema does besides its fields: refuse unknown keys, make the value, ask it for problems."""

    makes: type[Any]

    class Meta:
        unknown = EXCLUDE

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def refuse_unknown(self, _data: Any, original: Any, **_: Any) -> None:
        """Refuse keys that no field reads."""
        known = [str(field.data_key) for field in self.fields.values()]
        strange = {key: [not_known(key, known)] for key in original if key not in known}
        if strange:
            raise ValidationError(strange)

    @post_load(pass_original=True)
    def make(self, data: dict[str, Any], original: Any, **_: Any) -> Any:
        """Make the frozen value, with its source."""
        sourced = any(field.name == "cite" for field in dataclasses.fields(self.makes))
        made = self.makes(**data, **({"cite": original.source} if sourced else {}))
        problems = problems_of(made)
        if problems:
            raise ValidationError(problems)
        return made


class Schemas:
    """The schemas of one tenant: the core's records, with its own parts in the slots."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._made: dict[type[Any], Schema] = {}

    def of(self, cls: type[Any]) -> Schema:
        """Return the schema of a record or part."""
        if cls not in self._made:
            self._made[cls] = self._make(cls)
        return self._made[cls]

    def _make(self, cls: type[Any]) -> Schema:
        made = {slot.name: self._field(slot) for slot in slots_of(cls)}
        derived = RecordSchema.from_dict(made, name=f"{cls.__module__}.{cls.__name__}")
        derived.makes = cls  # type: ignore[attr-defined]
        return derived()

    def _field(self, slot: Slot) -> fields.Field[Any]:
        options: dict[str, Any] = {
            "data_key": slot.key,
            "required": slot.required,
            "metadata": {"slot": slot},
        }
        return self.field(slot.hint, **options)

    def field(self, hint: Any, **options: Any) -> fields.Field[Any]:
        """Return the marshmallow field that reads a type hint; TypeError for a type that rule files cannot hold."""
        base, marks, optional = shape_of(hint)
        options["allow_none"] = optional
        for known in (*(mark for mark in marks if isinstance(mark, str)), base):
            if isinstance(known, type | str) and known in SCALARS:
                return Scalar(*SCALARS[known], **options)
        return self._compound(base, options)

    def _compound(self, base: Any, options: dict[str, Any]) -> fields.Field[Any]:
        origin, args = get_origin(base), get_args(base)
        if origin is Literal:
            return Choice(args, **options)
        if origin is tuple and len(args) == 2 and args[1] is Ellipsis:  # noqa: PLR2004  # tuple[X, ...]
            return Several(self.field(args[0]), **options)
        if origin in {dict, Mapping}:
            return Keyed(self.field(args[0]), self.field(args[1]), **options)
        if _is_union(base):
            return Either(tuple(self.field(arg) for arg in args), **options)
        if is_family(base):
            return PartSlot(base, self, **options)
        if dataclasses.is_dataclass(base) and isinstance(base, type):
            return Nested(base, self, **options)
        raise TypeError(f"a rule file cannot hold {base!r}")


def load_record(cls: type[T], tree: Map, schemas: Schemas) -> T:
    """Return the value that a mapping describes; RulesInvalid holds every fault with file, line and key."""
    try:
        return cast("T", schemas.of(cls).load(tree))
    except ValidationError as found:
        raise RulesInvalid(flatten(found.messages, tree)) from None


def load_value(hint: Any, value: Any, schemas: Schemas) -> Any:
    """Return one value of a type; ValueError when it does not fit."""
    try:
        return schemas.field(hint).deserialize(value)
    except ValidationError as found:
        raise ValueError(str(found.messages)) from None


def flatten(messages: Any, tree: Map) -> Iterator[RuleError]:
    """Yield nested messages as single faults with the place of the nearest key in the files."""
    yield from _flatten(messages, tree, tree.mark, "")


def _flatten(messages: Any, node: Any, mark: Mark, path: str) -> Iterator[RuleError]:
    if isinstance(messages, dict):
        for key, below in messages.items():
            if key == "_schema":
                yield from _flatten(below, node, mark, path)
            else:
                yield from _flatten(below, _child(node, key), _mark(node, key, mark), _join(path, key))
        return
    for message in messages if isinstance(messages, list) else [messages]:
        text = message if isinstance(message, Text) else say("{fault}", fault=str(message))
        yield RuleError(mark, path, text)


def _child(node: Any, key: Any) -> Any:
    try:
        return node[key]
    except (KeyError, IndexError, TypeError):
        return None


def _mark(node: Any, key: Any, otherwise: Mark) -> Mark:
    if isinstance(node, Map):
        return node.marks.get(key, otherwise)
    if isinstance(node, List) and isinstance(key, int) and key < len(node.marks):
        return node.marks[key]
    return otherwise


def _join(path: str, key: Any) -> str:
    if isinstance(key, int):
        return f"{path}[{key + 1}]"
    return f"{path}.{key}" if path else str(key)
