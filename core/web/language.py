"""How texts, quantities, words, days and moments read in a language, in one tenant's words and time zone."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, cast

from babel.dates import format_date

from core.decisions.values import Between, Quantity, Text, Until, Value, Word
from core.web.catalogue import DEFAULT, sentences

CENT = Decimal("0.01")
DAYS = {"zh": "y年M月d日", "en": "d MMMM y"}
ONE_DAY = timedelta(days=1)
MIDNIGHT = time()
SPANS = ("{n} days", "{n} hours", "{n} minutes", "{n} seconds")
ONE = dict(zip(SPANS, ("{n} day", "{n} hour", "{n} minute", "{n} second"), strict=True))
"""English alone has a word for one."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a page is for: language, the tenant's own words by key, and the zone that times are told in."""

    locale: str = DEFAULT
    words: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo = UTC

    def text(self, value: "Value | Sequence[Value] | None") -> str:
        """Return any value that a decision speaks in as it reads here; a dash for none."""
        if value is None:
            return "—"
        if isinstance(value, str):
            return value
        for kind, read in self._ways():
            if isinstance(value, kind):
                return read(value)
        many = cast("Sequence[Value]", value)
        return self.glue.join(self.text(one) for one in many)

    @property
    def glue(self) -> str:
        """What stands between the items of an enumeration."""
        return "、" if self.locale == "zh" else ", "

    def _ways(self) -> "tuple[tuple[Any, Callable[[Any], str]], ...]":
        """Each kind of value with its way of reading it; a datetime is a date too, and a bool an int."""
        return (
            (Text, self.sentence),
            (Quantity, self._quantity),
            (Word, lambda word: self.word(word.key)),
            (Until, lambda end: self.ending(end.at)),
            (Between, self._between),
            (datetime, self.moment),
            (date, self.day),
            (timedelta, self._span),
            (bool, lambda yes: self.word("yes" if yes else "no")),
            ((Decimal, int), self.number),
        )

    def sentence(self, text: Text) -> str:
        """Return a sentence with its places filled."""
        message = sentences(self.locale).get(text.message, text.message)
        values = {name: self.text(value) for name, value in text.values.items()}
        if self.locale == "zh":
            apart = [name for name, value in text.values.items() if isinstance(value, Quantity | timedelta)]
            message = _set_apart(message, apart)
        return message.format(**values)

    def word(self, key: str) -> str:
        """Return a key of the glossary in the tenant's word, else the language's, else the key in plain letters."""
        own = self.words.get(key) if self.locale == "zh" else self.words.get(f"{key}:{self.locale}")
        return own or sentences(self.locale).get(f"word:{key}") or key.replace("_", " ")

    def number(self, value: Decimal | int) -> str:
        """Return an exact figure with at most two decimals, half up, without needless zeros."""
        shown = Decimal(value)
        if shown != shown.to_integral_value():
            shown = shown.quantize(CENT, ROUND_HALF_UP)
        plain = f"{shown:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain

    def day(self, value: date) -> str:
        """Return a day: 2024年11月9日, 9 November 2024."""
        return format_date(value, DAYS[self.locale], self.locale)

    def moment(self, value: datetime) -> str:
        """Return an instant on the tenant's clock: 2024年11月9日 20:00."""
        local = value.astimezone(self.zone)
        glue = " " if self.locale == "zh" else ", "
        return f"{self.day(local)}{glue}{self.time(local)}"

    def instant(self, value: datetime) -> str:
        """Return an instant to the second: 2024年11月9日 20:00:35."""
        return f"{self.moment(value)}:{value:%S}"

    def ending(self, value: datetime) -> str:
        """Return an instant as an end: the midnight after 30 September is 9月30日 24:00."""
        local = value.astimezone(self.zone)
        if local.time() != MIDNIGHT:
            return self.moment(local)
        glue = " " if self.locale == "zh" else ", "
        return f"{self.day(local - ONE_DAY)}{glue}24:00"

    def _between(self, span: Between) -> str:
        opens, closes = span.opens.astimezone(self.zone), span.closes.astimezone(self.zone)
        joint = "至" if self.locale == "zh" else " to "
        if opens.date() == closes.date():
            return f"{self.moment(opens)}{joint}{self.time(closes)}"
        return f"{self.moment(opens)}{joint}{self.ending(closes)}"

    def time(self, value: datetime) -> str:
        """Return the hour and minute of an instant on the tenant's clock."""
        return f"{value.astimezone(self.zone):%H:%M}"

    def percent(self, share: Decimal) -> str:
        """Return a share of one as percent: 0.5 is 50%."""
        return f"{self.number(share * 100)}%"

    def _quantity(self, value: Quantity) -> str:
        unit = self.word(value.unit)
        if self.locale == "en" and value.amount == 1:
            unit = "person" if unit == "people" else unit.removesuffix("s")
        return f"{self.number(value.amount)} {unit}"

    def _counted(self, amount: int, message: str) -> str:
        known = ONE[message] if amount == 1 and self.locale == "en" else message
        return self.sentence(Text(known, {"n": amount}))

    def _span(self, value: timedelta) -> str:
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        hours, rest = divmod(minutes, 60)
        days, left = divmod(hours, 24)
        parts = zip((days, left, rest, seconds), SPANS, strict=True)
        said = [self._counted(amount, message) for amount, message in parts if amount]
        return " ".join(said) or self.sentence(Text(SPANS[2], {"n": 0}))


def _set_apart(message: str, names: Sequence[str]) -> str:
    """Put a blank between a Chinese word and a figure with its unit, which has a blank inside too."""
    for name in names:
        message = re.sub(rf"(?<=[\u4e00-\u9fff}}])(?=\{{{name}\}})", " ", message)
    return message
