"""How an explanation is kept: texts, values, citations and lines as plain JSON, and back again without loss."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.decisions.values import Cite, Line, Quantity, Text, Value, Word

Stored = dict[str, Any]


def store(value: Value) -> Any:  # noqa: PLR0911  # one return for each kind of value
    """Return a value as JSON: plain texts and whole numbers as they are, everything else tagged with its kind."""
    match value:
        case Text():
            return {"say": value.message, "with": {name: store(one) for name, one in value.values.items()}}
        case Quantity():
            return {"amount": str(value.amount), "unit": value.unit}
        case Word():
            return {"word": value.key}
        case Decimal():
            return {"decimal": str(value)}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case timedelta():
            return {"seconds": value.total_seconds()}
    return value


def restore(kept: Any) -> Value:  # noqa: PLR0911  # the same, back again
    """Return the value that ``store`` kept; ValueError for anything else."""
    match kept:
        case {"say": str(message), "with": Mapping() as values}:
            return Text(message, {name: restore(one) for name, one in values.items()})
        case {"amount": str(amount), "unit": str(unit)}:
            return Quantity(Decimal(amount), unit)
        case {"word": str(key)}:
            return Word(key)
        case {"decimal": str(number)}:
            return Decimal(number)
        case {"moment": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case {"seconds": int() | float() as seconds}:
            return timedelta(seconds=seconds)
        case str() | int():
            return kept
    raise ValueError(f"not a kept value: {kept!r}")


def store_text(text: Text | None) -> Stored | None:
    """Return a sentence as JSON, or None for none."""
    return None if text is None else store(text)


def restore_text(kept: Stored | None) -> Text | None:
    """Return the sentence that ``store_text`` kept."""
    value = None if kept is None else restore(kept)
    if value is None or isinstance(value, Text):
        return value
    raise ValueError(f"not a kept sentence: {kept!r}")


def store_cite(cite: Cite) -> Stored:
    """Return a citation as JSON; fields without content are left out."""
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
