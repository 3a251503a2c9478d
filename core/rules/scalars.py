"""The single values of a rule file: how each is written, and the exact value that it becomes."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from marshmallow import ValidationError, fields

from core.decisions.values import Text, say

Converter = Callable[[str], Any]

_INT = re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII)
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d{1,12})?", re.ASCII)
_PERCENT = re.compile(r"(0|[1-9]\d{0,5})(\.\d{1,12})?%", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|(24):(00)", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]((?:[01]\d|2[0-3]):[0-5]\d|24:00)", re.ASCII)


def fault(text: Text) -> ValidationError:
    """Return the error that carries one sentence about a value."""
    return ValidationError([text])


def nearest(word: str, known: list[str]) -> str:
    """Return the known word that is most like the given one, or "" when none is near."""
    return (get_close_matches(word, known, n=1, cutoff=0.6) or [""])[0]


def not_known(found: str, known: list[str]) -> Text:
    """Return the sentence for a word that is not on the list, with the nearest one or all of them."""
    near = nearest(found, known)
    if near:
        return say('"{found}" is not known here; did you mean "{near}"?', found=found, near=near)
    return say('"{found}" is not known here; known: {known}', found=found, known=", ".join(known) or "–")


def integer(text: str) -> int:
    """Read a whole number, without leading zeros, separators or exponents."""
    if not _INT.fullmatch(text):
        raise fault(say('"{found}" is not a whole number such as 8', found=text))
    return int(text)


def decimal(text: str) -> Decimal:
    """Read an exact decimal number."""
    if not _DECIMAL.fullmatch(text):
        raise fault(say('"{found}" is not a number such as 60 or 0.5', found=text))
    return Decimal(text)


def boolean(text: str) -> bool:
    """Read ``true`` or ``false`` and nothing else."""
    if text not in {"true", "false"}:
        raise fault(say('"{found}" is neither true nor false', found=text))
    return text == "true"


def day(text: str) -> date:
    """Read a day that exists."""
    if not _DAY.fullmatch(text):
        raise fault(say('"{found}" is not a day written like 2024-08-20', found=text))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise fault(say("there is no day {found}", found=text)) from None


def time_of_day(text: str) -> timedelta:
    """Read an hour as the span since midnight; 24:00 is the next midnight."""
    found = _TIME.fullmatch(text)
    if not found:
        raise fault(say('"{found}" is not an hour written like 08:30, at most 24:00', found=text))
    return timedelta(hours=int(text[:2]), minutes=int(text[3:]))


def moment(text: str) -> datetime:
    """Read a day with an hour, without a zone: wall-clock time at the place."""
    found = _MOMENT.fullmatch(text)
    if not found:
        raise fault(say('"{found}" is not a moment written like "2024-08-20 08:30"', found=text))
    return datetime.combine(day(found[1]), datetime.min.time()) + time_of_day(found[2])


def percent(text: str) -> Decimal:
    """Read ``50%`` as exactly 0.5."""
    if not _PERCENT.fullmatch(text):
        raise fault(say('"{found}" is not a percentage such as 50%', found=text))
    return Decimal(text[:-1]).scaleb(-2)


def words(text: str) -> str:
    """Take the text as it stands."""
    return text


SCALARS: dict[Any, tuple[Converter, str]] = {
    int: (integer, "whole number"),
    Decimal: (decimal, "number"),
    bool: (boolean, "true or false"),
    date: (day, "day, 2024-08-20"),
    datetime: (moment, "moment, 2024-08-20 08:30"),
    str: (words, "text"),
    "percent": (percent, "percentage, 50%"),
    "time of day": (time_of_day, "hour, 08:30"),
}
"""Python types and marks → converter and what the reference calls them."""

MESSAGES: dict[str, Any] = {
    "required": [say("this value is missing")],
    "null": [say("this value is empty")],
}


class RuleField(fields.Field[Any]):
    """A marshmallow field whose messages are texts; ``read`` sees the value and the mapping or list that holds it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(error_messages=MESSAGES, **options)

    def read(self, value: Any, _holder: Any) -> Any:
        """Return the exact value; ValidationError with texts when it does not fit."""
        raise NotImplementedError

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:  # noqa: ARG002  # marshmallow's
        return self.read(value, data)


class Scalar(RuleField):
    """A single value."""

    def __init__(self, convert: Converter, called: str, **options: Any) -> None:
        super().__init__(**options)
        self.convert = convert
        self.called = called

    def read(self, value: Any, _holder: Any) -> Any:
        """Read one value."""
        if not isinstance(value, str):
            raise fault(say("a single value is needed here, not a list or a group of keys"))
        return self.convert(value)


class Choice(RuleField):
    """One word of a fixed list."""

    def __init__(self, choices: tuple[Any, ...], **options: Any) -> None:
        super().__init__(**options)
        self.choices = {str(choice): choice for choice in choices}

    def read(self, value: Any, _holder: Any) -> Any:
        """Read one value."""
        if isinstance(value, str) and value in self.choices:
            return self.choices[value]
        found = value if isinstance(value, str) else "…"
        raise fault(not_known(found, list(self.choices)))
