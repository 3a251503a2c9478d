"""What every decision speaks in: texts to translate later, quantities, citations and explained lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in English with named places; the reader's language is chosen where it is shown."""

    message: str
    values: Mapping[str, "Value"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact amount of a unit: a word key ("points", "credits", "minutes"…) that the tenant may rename."""

    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Word:
    """A key of the glossary or of a rule file ("required", "male"), shown in the reader's words."""

    key: str


@dataclass(frozen=True, slots=True)
class Until:
    """An instant that something ends at; midnight is told as the end of the day before it, as notices do."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Between:
    """A span from one instant to another; the day is told once when both lie on it."""

    opens: datetime
    closes: datetime


Value: TypeAlias = (
    Text | Quantity | Word | Until | Between | Decimal | int | str | date | datetime | timedelta
)


def say(message: str, /, **values: Value) -> Text:
    """Return the text of an English sentence; ``{name}`` places are filled from ``values`` when shown."""
    return Text(message, values)


@dataclass(frozen=True, slots=True)
class Cite:
    """Where a value comes from: document and article, or why it was assumed, and the place that set it."""

    document: str = ""
    article: str = ""
    assumed: str = ""
    place: str = ""
    """The place whose file says so, as a path: "province/city"; shown as the value's origin."""
    where: str = ""
    """File and line, for messages to those who edit rules."""


NOWHERE = Cite()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a receipt: what was looked at, figure, what was needed, how it was got, the rule."""

    item: Text
    figure: Value | None
    because: Text
    cite: Cite
    needed: Value | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes or no to one question, with the lines that explain it and what the reader can do about a no."""

    met: bool
    lines: tuple[Line, ...]
    advice: tuple[Text, ...] = ()
    too_late: bool = False
    """For a no: nothing that the learner may still do this year can turn it into a yes."""

    @property
    def failing(self) -> tuple[Line, ...]:
        """The lines that stand in the way."""
        return tuple(line for line in self.lines if line.met is False)


def both(verdicts: tuple[Verdict, ...]) -> Verdict:
    """Join verdicts: met when all are; every line is kept, advice only of those not met."""
    lines = tuple(line for verdict in verdicts for line in verdict.lines)
    advice = tuple(text for verdict in verdicts if not verdict.met for text in verdict.advice)
    too_late = any(verdict.too_late for verdict in verdicts if not verdict.met)
    return Verdict(all(verdict.met for verdict in verdicts), lines, advice, too_late)
