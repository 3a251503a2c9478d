"""How a rule is written down as a value: frozen records, named parts, and a note beside each figure.

The YAML schema, the console's forms and the rule reference are all derived from these annotations,
so a figure is described once, where it is used.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Protocol, TypeAlias, TypeVar, dataclass_transform

from core.decisions.values import NOWHERE, Cite

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Note:
    """What a field means; ``key``: its YAML name where it differs; ``narrower``: the way an area may go."""

    says: str
    key: str = ""
    narrower: Literal["", "higher", "lower", "within"] = ""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a class a frozen value of keyword fields, to be read from a rule file mapping of the same keys."""
    return dataclass(frozen=True, kw_only=True)(cls)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def part(cls: type[T]) -> type[T]:
    """Make a record a named part: ``WeightedSum`` is written ``weighted_sum`` in a rule file."""
    made = dataclass(frozen=True, kw_only=True)(cls)
    if not getattr(made, "name", ""):
        made.name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()  # type: ignore[attr-defined]
    return made


class Part(Protocol):
    """What every part has: the name a rule file picks it by, and the source of its numbers."""

    name: ClassVar[str] = ""
    shorthand: ClassVar[str] = ""
    """The field that a bare list or figure fills: ``all_of: [...]`` for ``all_of: {of: [...]}``."""

    @property
    def cite(self) -> Cite:
        """The source of the part's numbers."""
        ...


Parts: TypeAlias = Mapping[type[Any], Mapping[str, type[Any]]]
"""The parts of a tenant: contract (CreditRule, Check…) → name → class."""

Percent = Annotated[Decimal, "percent"]
"""Written ``50%``, kept as ``Decimal("0.5")``."""

TimeOfDay = Annotated[timedelta, "time of day"]
"""Written ``08:30``; ``24:00`` is the next midnight. Kept as the span since midnight."""

Yaml = Any


@record
class Period:
    """A range of days, both included, in the tenant's zone; hours may narrow its first and last instant."""

    first: Annotated[date, Note("first day", key="from", narrower="higher")]
    last: Annotated[date, Note("last day, included", key="to", narrower="lower")]
    opens: Annotated[TimeOfDay | None, Note("hour at which the first day opens; midnight when left out")] = (
        None
    )
    closes: Annotated[TimeOfDay | None, Note("hour at which the last day closes; 24:00 when left out")] = None
    cite: Cite = NOWHERE

    def begin(self, zone: tzinfo) -> datetime:
        """Return the first instant inside."""
        return instant(self.first, self.opens or timedelta(0), zone)

    def end(self, zone: tzinfo) -> datetime:
        """Return the first instant after."""
        return instant(self.last, timedelta(hours=24) if self.closes is None else self.closes, zone)

    def holds(self, moment: datetime, zone: tzinfo) -> bool:
        """Tell whether the instant lies inside."""
        return self.begin(zone) <= moment < self.end(zone)

    def holds_day(self, day: date) -> bool:
        """Tell whether the day lies inside."""
        return self.first <= day <= self.last

    def within(self, other: "Period") -> bool:
        """Tell whether this period lies wholly inside the other."""
        return other.first <= self.first and self.last <= other.last


def instant(day: date, since_midnight: timedelta, zone: tzinfo) -> datetime:
    """Return the aware instant of a wall-clock time on a day; 24:00 is the next midnight."""
    return datetime.combine(day, time(0), zone) + since_midnight
