"""By what mark is a rule set recognised, so that a result can name what judged it?"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from core.decisions.rounding import plain

NOT_CONTENT = frozenset({"where", "digest"})
"""Fields that say where a value is written, not what it is."""


def digest(value: object) -> str:
    """Return the SHA-256 of a value's canonical text; equal content gives an equal digest, on any machine."""
    return sha256(canonical(value).encode()).hexdigest()


def canonical(value: object) -> str:
    """Return a text that is equal for equal content: records by field, mappings in their key order."""
    if is_dataclass(value) and not isinstance(value, type):
        inner = ",".join(
            f"{f.name}={canonical(getattr(value, f.name))}"
            for f in fields(value)
            if f.name not in NOT_CONTENT
        )
        return f"{type(value).__name__}({inner})"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{canonical(k)}:{canonical(v)}" for k, v in value.items()) + "}"
    if isinstance(value, AbstractSet):
        return "{" + ",".join(sorted(canonical(item) for item in value)) + "}"
    if isinstance(value, tuple | list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, timedelta):
        return f"{int(value.total_seconds())}s"
    if isinstance(value, date):
        return value.isoformat()
    return repr(value)
