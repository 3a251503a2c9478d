"""The unit report: the figures of a tree of units and of what lies below it, with last year's beside them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import sqlalchemy as sa

from core.db import db
from core.decisions.participation import (
    NOT_STARTED,
    Counted,
    Figures,
    Share,
    Standing,
    figures,
    joined,
    share,
)
from core.decisions.year import Rate
from core.reports.asking import Query
from core.reports.counting import Asked, Cell, fold_when_many, read
from core.reports.sight import Sight, tree_of

PAGE_SIZE = 50
DEEPEST = 30
"""Levels of units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The figures of a unit with all below it, of a region, a tier and so on."""

    key: str
    name: str
    counted: Counted
    figures: Figures
    shares: Mapping[str, Share]
    before: Mapping[str, Share] = field(default_factory=dict)
    """Last year's rates."""
    opens: bool = False
    """Whether there is a report below this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReport:
    """A page of the report with the sum of all its rows."""

    query: Query
    sight: Sight
    day: date | None
    path: Sequence[tuple[str, str]]
    """The units above with their names, those that the reader sees."""
    rates: Mapping[str, Rate]
    total: Row
    rows: Sequence[Row]
    count: int
    own: Row | None = None
    """The people of the unit itself, where the rows are those of the units below it."""

    @property
    def name(self) -> str:
        """The unit that the report is about; "" for everything that the reader sees."""
        return self.path[-1][1] if self.path else ""

    @property
    def first(self) -> int:
        """The number of the first row shown."""
        return (self.query.page - 1) * PAGE_SIZE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def compares(self) -> bool:
        """Whether there is a last year to compare with."""
        return any(one.below for one in self.total.before.values())


def unit_report(sight: Sight, query: Query, size: int = PAGE_SIZE) -> UnitReport:
    """Return the report that an address asks for; NotFound for a unit that the reader does not see."""
    sight = sight.looking_at(query.year)
    fold_when_many(sight.site.zone)
    day, heads = sight.day(query.on), sight.heads_at(query.unit)
    cells = read(_asked(sight, query, heads, day, before=True), sight.site.zone)
    over = sight.past > 0 and day is None
    counted = _by_key((cell for cell in cells if not cell.before), judged=over)
    before = _by_key((cell for cell in cells if cell.before), judged=True)
    names = _names(sight, query.group, counted)
    rows = [_row(sight, key, names.get(key, key), counted[key], before.get(key, {})) for key in counted]
    inner = [row for row in rows if query.group != "unit" or row.key or len(heads) != 1]
    chosen = sorted(inner, key=lambda row: _order(query.sort, row))
    page = min(query.page, max(1, -(-len(chosen) // size)))
    total = _row(sight, "", "", joined(counted.values()), joined(before.values()))
    return UnitReport(
        query=replace(query, page=page),
        sight=sight,
        day=day,
        path=path_to(sight, heads[0]) if len(heads) == 1 else (),
        rates=rates_of(sight),
        total=total,
        rows=_opened(sight, query.group, chosen[(page - 1) * size : page * size]),
        count=len(chosen),
        own=next((row for row in rows if not row.key and row not in inner), None),
    )


def counted_in(sight: Sight, unit: str, day: date | None) -> Counted:
    """Return the people of a unit and all below it, counted."""
    asked = _asked(sight, Query(unit=unit, group="unit"), sight.heads_at(unit), day)
    return joined(_by_key(read(asked, sight.site.zone), judged=sight.past > 0 and day is None).values())


def rates_of(sight: Sight) -> Mapping[str, Rate]:
    """Return the rates of the year with their denominators."""
    return sight.rules.reports.rates if sight.rules.reports else {}


def path_to(sight: Sight, unit: str) -> Sequence[tuple[str, str]]:
    """Return the units above a unit and itself, topmost first, as far as the reader sees them."""
    units = tree_of(sight).c
    tree = (
        sa.select(units.code, units.name, units.parent, sa.literal(0).label("up"))
        .where(units.code == unit)
        .cte(recursive=True)
    )
    above = sa.select(units.code, units.name, units.parent, tree.c.up + 1).where(
        units.code == tree.c.parent, tree.c.up < DEEPEST
    )
    chain = tree.union_all(above)
    rows = db.session.execute(sa.select(chain.c.code, chain.c.name).order_by(chain.c.up.desc()))
    return [(code, name) for code, name in rows if code in sight.scope.units]


def _asked(
    sight: Sight, query: Query, heads: tuple[str, ...], day: date | None, *, before: bool = False
) -> Asked:
    return Asked(
        heads=heads,
        group=query.group,
        years=tuple(sight.years.items()),
        year=sight.whole_year,
        tree=sight.tree,
        before=before,
        day=day,
        inside=None if sight.whole else sight.scope.units,
        **query.narrowed,
    )


def _by_key(cells: Iterable[Cell], *, judged: bool = False) -> dict[str, Counted]:
    """Gather cells by key; whom nobody has judged yet has not started. ``judged`` leaves them out, as a year that is over does."""
    found: defaultdict[str, dict[Standing, int]] = defaultdict(dict)
    waiting: defaultdict[str, int] = defaultdict(int)
    for cell in cells:
        waiting[cell.key] += cell.people if cell.roster else -cell.people
        if not cell.roster:
            found[cell.key][Standing(cell.state, frozenset(cell.did.split()))] = cell.people
    if not judged:
        for key, people in waiting.items():
            if people > 0:
                found[key] = joined((found[key], {Standing(NOT_STARTED): people}))
    return {key: counted for key, counted in found.items() if counted}


def _row(sight: Sight, key: str, name: str, counted: Counted, before: Counted) -> Row:
    rates = rates_of(sight)
    return Row(
        key=key,
        name=name,
        counted=counted,
        figures=figures(counted, with_study=sight.with_study),
        shares={rate: share(rule, counted) for rate, rule in rates.items()},
        before={rate: share(rule, before) for rate, rule in rates.items()} if before else {},
    )


def _names(sight: Sight, group: str, keys: Iterable[str]) -> dict[str, str]:
    if group != "unit":
        return {}
    units = tree_of(sight).c
    query = sa.select(units.code, units.name).where(units.code.in_(list(keys)))
    return dict(db.session.execute(query).tuples().all())


def _order(sort: str, row: Row) -> tuple[object, ...]:
    """Least first where a rate is asked for: who is behind comes first."""
    if sort == "due":
        return (-row.figures.due, row.key)
    if sort in row.shares:
        percent = row.shares[sort].percent
        return (1, 0, row.key) if percent is None else (0, percent, row.key)
    return (row.key,)


def _opened(sight: Sight, group: str, rows: Sequence[Row]) -> list[Row]:
    if group != "unit":
        return list(rows)
    units = tree_of(sight).c
    query = sa.select(units.parent).where(units.parent.in_([row.key for row in rows])).distinct()
    with_units = set(db.session.scalars(query))
    return [replace(row, opens=row.key in with_units) for row in rows]
