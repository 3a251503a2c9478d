"""The canonical form of a year's rules, for the digest that results keep and for differences.

Order of keys, remarks, line numbers and values that are left at their default do not show in it.
"""

import dataclasses
import hashlib
import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.decisions.values import Cite
from core.decisions.year import YearRules
from core.rules.schema import shape_of, slots_of

SOURCE = "@source"
"""The key under which the canonical form keeps a record's source."""


def digest_of(rules: YearRules) -> str:
    """Return the digest of what the rules say and where they have it from."""
    text = json.dumps(canonical(rules), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any, marks: tuple[Any, ...] = ()) -> Any:
    """Return a record, part or single value as nested mappings, lists and texts."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _record(value)
    if isinstance(value, dict):
        return {str(key): canonical(item, marks) for key, item in value.items()}
    if isinstance(value, tuple):
        return [canonical(item, marks) for item in value]
    return _single(value, marks)


def _record(value: Any) -> dict[str, Any]:
    made = {}
    for slot in slots_of(type(value)):
        found = getattr(value, slot.name)
        if slot.required or found != slot.default:
            made[slot.key] = canonical(found, shape_of(slot.hint).marks)
    cite = getattr(value, "cite", None)
    if isinstance(cite, Cite) and (cite.document or cite.assumed):
        made[SOURCE] = [cite.document, cite.article, cite.assumed, cite.place]
    name = getattr(type(value), "name", None)
    return {name: made} if isinstance(name, str) else made


def _single(value: Any, marks: tuple[Any, ...]) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{_exact(value.scaleb(2))}%" if "percent" in marks else _exact(value)
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def _exact(value: Decimal) -> str:
    return format(value.normalize() + 0, "f")
