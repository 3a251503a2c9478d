"""What a report can be narrowed to: the values that occur among the units and people that the reader sees."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from core.accounts.service import Unit
from core.db import db
from core.reports.asking import Query
from core.reports.models import ROSTER, Count
from core.reports.sight import Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The values of each filter; one with a single value is no choice."""

    region: Sequence[str] = ()
    sector: Sequence[str] = ()
    kind: Sequence[str] = ()
    level: Sequence[str] = ()
    tier: Sequence[str] = ()
    rank: Sequence[str] = ()


def choices_of(sight: Sight, query: Query) -> Choices:
    """Return the filters of a report: of tier and rank only the one that its figures are kept by."""
    found: dict[str, Sequence[str]] = {}
    for name in ("region", "sector", "kind", "level"):
        column = getattr(Unit, name)
        seen = sa.select(column).where(column != "").distinct().order_by(column).limit(60)
        found[name] = _several(seen, sight)
    for name in ("tier", "rank"):
        counts = sa.select(Count.value).where(Count.year == ROSTER, Count.by == name, Count.value != "")
        found[name] = _several(counts.distinct().order_by(Count.value).limit(60), sight)
    if query.group in {"tier", "rank"}:
        found["tier"] = found["rank"] = ()
    return Choices(**found)


def _several(query: sa.Select[tuple[str]], sight: Sight) -> Sequence[str]:
    if not sight.whole:
        table = Unit.code if "units" in str(query) else Count.unit
        query = query.where(table.in_(sight.scope.units))
    values = db.session.scalars(query).all()
    return values if len(values) > 1 else ()
