"""The details of an entry of the audit trail as sentences for a reader: states, exams, moments and money in their words."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import parse_qsl

from core.accounts.service import rules_of
from core.decisions.values import Quantity
from core.web.i18n import reader
from core.web.site import the_site

NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
"""The number of a row."""
CODED = frozenset({"state", "role", "outcome", "kind", "level", "sector", "tier", "rank", "employment"})
"""Facts whose values are keys of the glossary."""
ARROW = " → "
DAY, MOMENT = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*")
FEN = re.compile(r"-?\d+", re.ASCII)


def line_of(facts: Mapping[str, object], *, rows: bool = False) -> str:
    """Return facts as one line; numbers of rows, which tell a reader nothing, only where they are asked for."""
    colon = "：" if reader().locale == "zh" else ": "
    said = {name: _told(name, str(value)) for name, value in sorted(facts.items())}
    kept = {name: text for name, text in said.items() if text and (rows or not NUMBER.search(text))}
    return "； ".join(f"{reader().word(f'fact_{name}')}{colon}{text}" for name, text in kept.items())


def _told(name: str, value: str) -> str:
    if name == "filters":
        return reader().glue.join(text for _, text in parse_qsl(value.removeprefix("?")))
    return ARROW.join(_value(name, one) for one in value.split(ARROW))


def _value(name: str, value: str) -> str:
    if name in CODED:
        return reader().word(value)
    if name == "exam":
        return _exam(value)
    if name == "fen" and FEN.fullmatch(value):
        return reader().text(Quantity(Decimal(value) / 100, "yuan"))
    return _dated(value)


def _exam(key: str) -> str:
    exams = rules_of(the_site()).exams
    return exams[key].title if key in exams else reader().word(key)


def _dated(value: str) -> str:
    try:
        if MOMENT.fullmatch(value):
            return reader().moment(datetime.fromisoformat(value))
        return reader().day(date.fromisoformat(value)) if DAY.fullmatch(value) else value
    except ValueError:
        return value
