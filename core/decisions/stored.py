"""How an explanation is kept: texts, values, citations and lines as plain JSON, and back again without loss."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from core.decisions.values import Between, Cite, Line, Quantity, Text, Until, Value, Word

Stored = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """How one kind of value is kept: its tag, what stands behind the tag, and the way back."""

    tag: str
    kind: type
    keep: Callable[[Any], Any]
    restore: Callable[[Any], Value]


WAYS = (
    Way("say", Text, lambda text: [text.message, _stored_values(text)], lambda kept: _text(*kept)),
    Way(
        "quantity",
        Quantity,
        lambda q: [str(q.amount), q.unit],
        lambda kept: Quantity(Decimal(kept[0]), kept[1]),
    ),
    Way("word", Word, lambda word: word.key, Word),
    Way("until", Until, lambda end: end.at.isoformat(), lambda kept: Until(datetime.fromisoformat(kept))),
    Way(
        "between",
        Between,
        lambda span: [span.opens.isoformat(), span.closes.isoformat()],
        lambda kept: Between(*map(datetime.fromisoformat, kept)),
    ),
    Way("decimal", Decimal, str, Decimal),
    Way("moment", datetime, datetime.isoformat, datetime.fromisoformat),
    Way("day", date, date.isoformat, date.fromisoformat),
    Way("seconds", timedelta, timedelta.total_seconds, lambda kept: timedelta(seconds=kept)),
)
BY_TAG = {way.tag: way for way in WAYS}
BY_KIND = {way.kind: way for way in WAYS}


def store(value: Value) -> Any:
    """Return a value as JSON: plain texts and whole numbers as they are, everything else tagged with its kind."""
    way = BY_KIND.get(type(value))
    return value if way is None else {way.tag: way.keep(value)}


def restore(kept: Any) -> Value:
    """Return the value that ``store`` kept; ValueError for anything else."""
    match kept:
        case dict() if len(kept) == 1 and (way := BY_TAG.get(next(iter(kept)))):
            return way.restore(kept[way.tag])
        case str() | int():
            return kept
    raise ValueError(f"not a kept value: {kept!r}")


def _stored_values(text: Text) -> Stored:
    return {name: store(one) for name, one in text.values.items()}


def _text(message: str, values: Stored) -> Text:
    return Text(message, {name: restore(one) for name, one in values.items()})


def store_text(text: Text | None) -> Stored | None:
    """Return a sentence as JSON, or None for none."""
    return None if text is None else store(text)


def restore_text(kept: Stored | None) -> Text | None:
    """Return the sentence that ``store_text`` kept."""
    value = None if kept is None else restore(kept)
    if value is None or isinstance(value, Text):
        return value
    raise ValueError(f"not a kept sentence: {kept!r}")


@cache
def store_cite(cite: Cite) -> Stored:
    """Return a citation as JSON, the same object for the same citation; fields without content are left out."""
    return {name: value for name, value in asdict(cite).items() if value}


def restore_cite(kept: Mapping[str, str]) -> Cite:
    """Return the citation that ``store_cite`` kept."""
    return Cite(**kept)


def store_line(line: Line) -> Stored:
    """Return a row of a receipt as JSON."""
    return {
        "item": store(line.item),
        "figure": None if line.figure is None else store(line.figure),
        "because": store(line.because),
        "cite": store_cite(line.cite),
        "needed": None if line.needed is None else store(line.needed),
        "met": line.met,
    }


def restore_line(kept: Stored) -> Line:
    """Return the row that ``store_line`` kept."""
    item, because = restore_text(kept["item"]), restore_text(kept["because"])
    if item is None or because is None:
        raise ValueError(f"not a kept line: {kept!r}")
    figure = None if kept["figure"] is None else restore(kept["figure"])
    needed = None if kept["needed"] is None else restore(kept["needed"])
    return Line(item, figure, because, restore_cite(kept["cite"]), needed, kept["met"])
