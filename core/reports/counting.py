"""The kept figures: folding what moved into days and counts, and reading them for a tree of units, now or as of a day."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal, NamedTuple, TypeAlias

import sqlalchemy as sa

from core.db import db
from core.tenancy.guard import set_tenant
from core.tenancy.scope import current_tenant

By: TypeAlias = Literal["", "tier", "rank"]
SIDES: tuple[By, ...] = ("", "tier", "rank")
SEVERAL = 5000
"""With more moves than this waiting, whoever reads has them folded."""

LOCK = sa.text("SELECT pg_try_advisory_xact_lock(hashtextextended('counts ' || :tenant, 0))")
MOVED = sa.text("SELECT count(*) FROM (SELECT FROM count_moves WHERE tenant = :tenant LIMIT :most) waiting")

# One statement, so that whoever reads meanwhile sees each move once: waiting, or folded.
FOLD = sa.text("""
WITH moved AS (
  DELETE FROM count_moves WHERE tenant = :tenant
  RETURNING year, (at AT TIME ZONE :zone)::date AS day, unit, state, did, tier, rank, change
), days AS (
  INSERT INTO count_days (tenant, year, day, unit, state, did, tier, rank, change)
  SELECT :tenant, year, day, unit, state, did, tier, rank, sum(change) FROM moved
  GROUP BY year, day, unit, state, did, tier, rank HAVING sum(change) <> 0
  ON CONFLICT (tenant, year, day, unit, state, did, tier, rank)
  DO UPDATE SET change = count_days.change + excluded.change
)
INSERT INTO counts (tenant, year, by, value, unit, state, did, people)
SELECT :tenant, year, side.by, side.value, unit, state, did, sum(change) FROM moved,
  LATERAL (VALUES ('', ''), ('tier', tier), ('rank', rank)) AS side (by, value)
GROUP BY year, side.by, side.value, unit, state, did HAVING sum(change) <> 0
ON CONFLICT (tenant, year, by, value, unit, state, did) DO UPDATE SET people = counts.people + excluded.people
""")
SWEEP = sa.text("DELETE FROM counts WHERE tenant = :tenant AND people = 0")

SMALL = 400
"""Units of a tree that are looked up one by one; the counts of more are read through and matched."""
TREE = """
WITH RECURSIVE tree AS (
  SELECT code, CASE WHEN :single THEN '' ELSE code END AS branch, 0 AS depth
    FROM units WHERE tenant = :tenant AND code = ANY(:heads)
  UNION ALL
  SELECT u.code, CASE WHEN t.branch = '' THEN u.code ELSE t.branch END, t.depth + 1
    FROM units u JOIN tree t ON u.tenant = :tenant AND u.parent = t.code WHERE t.depth < 30
)
"""
SIZE = f"{TREE} SELECT count(*) FROM (SELECT FROM tree LIMIT :most) begun"  # noqa: S608 (a text of our own)
PLANNED = sa.text(
    "SELECT set_config('enable_nestloop', :each, true), set_config('enable_hashjoin', :all, true),"
    " set_config('enable_mergejoin', :all, true), set_config('enable_sort', :each, true),"
    " set_config('plan_cache_mode', :cached, true)"
)
PLANS = {
    "small": {"each": "on", "all": "off", "cached": "force_custom_plan"},
    "large": {"each": "off", "all": "on", "cached": "force_custom_plan"},
}
"""Nobody can foresee how many units a tree has; a large one taken for small, each unit would be looked up among all counts."""
FREELY = {"each": "on", "all": "on", "cached": "auto"}

READ = """
{tree}, chosen AS MATERIALIZED (
  SELECT u.code, t.branch, u.region, u.sector, u.kind, u.level, coalesce(y.year, :year) AS own
  FROM tree t JOIN units u ON u.tenant = :tenant AND u.code = t.code
  LEFT JOIN jsonb_to_recordset(CAST(:years AS jsonb)) AS y (area text, year int) ON y.area = u.area {where}
), cells AS (
  SELECT c.year, c.unit, c.value, c.state, c.did, c.people FROM {counted}
  UNION ALL
  SELECT year, unit, {side}, state, did, change FROM count_moves WHERE tenant = :tenant AND year = ANY(:known) {later}
)
SELECT {group} AS key, c.year = 0 AS roster, c.year <> 0 AND c.year < chosen.own AS before, c.state, c.did, sum(c.people) AS people
FROM cells c JOIN chosen ON chosen.code = c.unit
WHERE c.year IN (0, chosen.own, chosen.own - :back) {value}
GROUP BY 1, 2, 3, 4, 5 HAVING sum(c.people) <> 0
"""
COUNTED = {
    "small": "chosen JOIN counts c ON c.unit = chosen.code WHERE",
    "large": "counts c WHERE",
}
LATER = {
    "small": "chosen JOIN count_days d ON d.unit = chosen.code WHERE",
    "large": "count_days d WHERE",
}
"""Where kept figures are read: unit by unit, or read through."""
KEPT = "{where} c.tenant = :tenant AND c.by = :by AND c.year = ANY(:known) {plain}"
SINCE = """
  UNION ALL
  SELECT d.year, d.unit, {side}, d.state, d.did, -d.change FROM {where}
    d.tenant = :tenant AND d.year = ANY(:current) AND d.day > :day
"""
SIDE = {"": "''", "tier": "tier", "rank": "rank"}
GROUPS = {
    "unit": "chosen.branch",
    "region": "chosen.region",
    "sector": "chosen.sector",
    "kind": "chosen.kind",
    "level": "chosen.level",
    "tier": "c.value",
    "rank": "c.value",
    "": "''",
}
"""What the figures can be told apart by, as SQL."""


KEPT_TREE = "(SELECT * FROM year_units WHERE tenant = :tenant AND year = :tree)"
"""The tree of units as it stood when a year was closed, in the place of today's."""


def in_tree(statement: str, tree: int) -> str:
    """Return a statement that looks at units in the tree kept with a closed year; as it is for today's (0)."""
    if not tree:
        return statement
    return statement.replace(" units u ", f" {KEPT_TREE} u ").replace(
        " units WHERE ", f" {KEPT_TREE} units WHERE "
    )


class Cell(NamedTuple):
    """So many learners of one kind under a key: a unit's code ("" for the unit itself), a region, a tier."""

    key: str
    roster: bool
    before: bool
    """Of last year, as it ended."""
    state: str
    did: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What figures are asked for; empty values narrow nothing."""

    heads: tuple[str, ...] = ()
    """The units at the head of the tree; below one alone, its own people have the key ""."""
    group: str = "unit"
    years: tuple[tuple[str, int], ...] = ()
    """The year of each area."""
    year: int = 0
    """The year of every other unit."""
    before: bool = False
    """Whether last year's figures are asked for too."""
    day: date | None = None
    """The figures as they stood at this day's end; now when None."""
    sector: str = ""
    kind: str = ""
    region: str = ""
    level: str = ""
    tier: str = ""
    rank: str = ""
    tree: int = 0
    """The closed year whose tree of units is looked at; 0 for today's."""
    inside: frozenset[str] | None = None
    """Only these units: what the reader sees of the tree."""

    @property
    def by(self) -> By:
        """Which counts are read: tier and rank are not kept together, so the group wins."""
        if self.group == "tier" or (self.tier and self.group != "rank"):
            return "tier"
        return "rank" if self.group == "rank" or self.rank else ""

    @property
    def value(self) -> str:
        """The tier or rank asked for; "" for all."""
        return {"tier": self.tier, "rank": self.rank, "": ""}[self.by]


def fold(zone: tzinfo) -> None:
    """Fold what has moved into days and counts, unless somebody else is at it; the caller commits."""
    session, tenant = db.session(), current_tenant()
    set_tenant(session)
    if session.execute(LOCK, {"tenant": tenant}).scalar_one():
        session.execute(FOLD, {"tenant": tenant, "zone": str(zone)})
        session.execute(SWEEP, {"tenant": tenant})


def fold_when_many(zone: tzinfo) -> None:
    """Fold and commit when so much is waiting that reading would be slow."""
    session = db.session()
    set_tenant(session)
    waiting = session.execute(MOVED, {"tenant": current_tenant(), "most": SEVERAL}).scalar_one()
    if waiting >= SEVERAL:
        fold(zone)
        session.commit()


def read(asked: Asked, zone: tzinfo) -> list[Cell]:
    """Return the learners of a tree of units, counted in one statement."""
    session = db.session()
    set_tenant(session)
    values = _values(asked, zone)
    plan = _plan(asked, values)
    session.execute(PLANNED, PLANS[plan])
    rows = session.execute(sa.text(_statement(asked, plan)), values).all()
    session.execute(PLANNED, FREELY)
    return [Cell(*row) for row in rows]


def _plan(asked: Asked, values: Mapping[str, object]) -> str:
    statement = sa.text(in_tree(SIZE, asked.tree))
    size = db.session().execute(statement, {**values, "most": SMALL + 1}).scalar_one()
    return "large" if size > SMALL else "small"


def _statement(asked: Asked, plan: str) -> str:
    side = SIDE[asked.by]
    since = SINCE.format(side=side, where=LATER[plan])
    statement = READ.format(
        tree=TREE,
        where=" ".join(_conditions(asked)),
        counted=KEPT.format(where=COUNTED[plan], plain="" if asked.by else "AND c.value = ''"),
        side=side,
        later=f"AND (at < :end OR year <> ALL(:current)) {since}" if asked.day else "",
        group=GROUPS[asked.group],
        value="AND c.value = :value" if asked.value else "",
    )
    return in_tree(statement, asked.tree)


def _conditions(asked: Asked) -> Iterable[str]:
    yield "WHERE true"
    for name in ("sector", "kind", "region", "level"):
        if getattr(asked, name):
            yield f"AND u.{name} = :{name}"
    if asked.inside is not None:
        yield "AND u.code = ANY(:inside)"


def _values(asked: Asked, zone: tzinfo) -> dict[str, object]:
    years = [{"area": area, "year": year} for area, year in asked.years]
    current = {0, asked.year, *(year for _, year in asked.years)}
    back = 1 if asked.before else 0
    return {
        "tenant": current_tenant(),
        "heads": list(asked.heads),
        "single": len(asked.heads) == 1,
        "by": asked.by,
        "value": asked.value,
        "years": json.dumps(years),
        "year": asked.year,
        "current": sorted(current),
        "known": sorted(current | {year - back for year in current if year}),
        "back": back,
        "tree": asked.tree,
        "day": asked.day,
        "end": day_end(asked.day, zone) if asked.day else None,
        "inside": sorted(asked.inside or ()),
        **{name: getattr(asked, name) for name in ("sector", "kind", "region", "level")},
    }


def day_end(day: date, zone: tzinfo) -> datetime:
    """Return the first instant that is no more of a day."""
    return datetime.combine(day + timedelta(days=1), time(), zone)
