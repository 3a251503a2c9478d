"""The kept figures: folding what moved into days and counts, and reading them for a tree of units, now or as of a day."""

import json
from collections.abc import Iterable
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

HASHED, FREELY = sa.text("SET LOCAL enable_nestloop = off"), sa.text("SET LOCAL enable_nestloop = on")
"""Nobody can foresee how many units a tree has; taken for one, each of its units would be looked up among all counts."""

READ = """
WITH RECURSIVE tree AS (
  SELECT code, CASE WHEN :single THEN '' ELSE code END AS branch, 0 AS depth
    FROM units WHERE tenant = :tenant AND code = ANY(:heads)
  UNION ALL
  SELECT u.code, CASE WHEN t.branch = '' THEN u.code ELSE t.branch END, t.depth + 1
    FROM units u JOIN tree t ON u.tenant = :tenant AND u.parent = t.code WHERE t.depth < 30
), chosen AS MATERIALIZED (
  SELECT u.code, t.branch, u.region, u.sector, u.kind, u.level, u.area,
    (SELECT y.year FROM jsonb_to_recordset(CAST(:years AS jsonb)) AS y (area text, year int) WHERE y.area = u.area) AS own
  FROM tree t JOIN units u ON u.tenant = :tenant AND u.code = t.code {where}
), cells AS (
  SELECT year, unit, value, state, did, people FROM counts
    WHERE tenant = :tenant AND by = :by AND year = ANY(:known)
  UNION ALL
  SELECT year, unit, {side}, state, did, change FROM count_moves WHERE tenant = :tenant AND year = ANY(:known) {later}
)
SELECT {group} AS key, c.year = 0 AS roster, c.state, c.did, sum(c.people) AS people
FROM cells c JOIN chosen ON chosen.code = c.unit
WHERE c.year IN (0, coalesce(chosen.own, :year)) {value}
GROUP BY 1, 2, 3, 4 HAVING sum(c.people) <> 0
"""
LATER = """
  UNION ALL
  SELECT year, unit, {side}, state, did, -change FROM count_days
    WHERE tenant = :tenant AND year = ANY(:known) AND day > :day
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
    session.execute(HASHED)
    rows = session.execute(sa.text(_statement(asked)), _values(asked, zone)).all()
    session.execute(FREELY)
    return [Cell(*row) for row in rows]


def _statement(asked: Asked) -> str:
    side = SIDE[asked.by]
    later = LATER.format(side=side) if asked.day else ""
    statement = READ.format(
        where=" ".join(_conditions(asked)),
        side=side,
        later=f"AND at < :end {later}" if asked.day else "",
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
    return {
        "tenant": current_tenant(),
        "heads": list(asked.heads),
        "single": len(asked.heads) == 1,
        "by": asked.by,
        "value": asked.value,
        "years": json.dumps(years),
        "year": asked.year,
        "known": [0, asked.year, *(year for _, year in asked.years)],
        "tree": asked.tree,
        "day": asked.day,
        "end": day_end(asked.day, zone) if asked.day else None,
        "inside": sorted(asked.inside or ()),
        **{name: getattr(asked, name) for name in ("sector", "kind", "region", "level")},
    }


def day_end(day: date, zone: tzinfo) -> datetime:
    """Return the first instant that is no more of a day."""
    return datetime.combine(day + timedelta(days=1), time(), zone)
