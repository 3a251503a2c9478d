"""Counting everything from nothing and comparing it with what is kept: standings and roster, ledger, days and counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

import sqlalchemy as sa

from core.db import db
from core.reports.counting import fold
from core.tenancy.guard import set_tenant
from core.tenancy.scope import current_tenant

CELL = "year, unit, state, did, tier, rank"
TRUTH = f"""
SELECT {CELL}, count(*)::int AS people FROM standings WHERE tenant = :tenant GROUP BY {CELL}
UNION ALL
SELECT 0, unit, 'enrolled', '', tier, rank, count(*)::int FROM learners WHERE tenant = :tenant GROUP BY unit, tier, rank
"""  # noqa: S608 (names of our own)
LAST = f"""
SELECT {CELL}, count(*)::int AS people FROM (
  SELECT DISTINCT ON (learner, year) {CELL} FROM count_ledger WHERE tenant = :tenant ORDER BY learner, year, id DESC
) last WHERE unit <> '' GROUP BY {CELL}
"""  # noqa: S608
KEPT = f"""
SELECT {CELL}, sum(change)::int AS people FROM count_days WHERE tenant = :tenant GROUP BY {CELL} HAVING sum(change) <> 0
"""  # noqa: S608
CHANGES = f"""
WITH entries AS (
  SELECT learner, id, (at AT TIME ZONE :zone)::date AS day, {CELL} FROM count_ledger WHERE tenant = :tenant
), steps AS (
  SELECT day, {CELL}, 1 AS change FROM entries WHERE unit <> ''
  UNION ALL
  SELECT next, {CELL}, -1 FROM (
    SELECT entries.*, lead(day) OVER (PARTITION BY learner, year ORDER BY id) AS next FROM entries
  ) ended WHERE unit <> '' AND next IS NOT NULL
)
SELECT day, {CELL}, sum(change)::int AS people FROM steps GROUP BY day, {CELL} HAVING sum(change) <> 0
"""  # noqa: S608
DAYS = f"SELECT day, {CELL}, change AS people FROM count_days WHERE tenant = :tenant AND change <> 0"  # noqa: S608
SIDES = f"""
SELECT year, side.by, side.value, unit, state, did, sum(people)::int AS people FROM ({TRUTH}) truth,
  LATERAL (VALUES ('', ''), ('tier', tier), ('rank', rank)) AS side (by, value)
GROUP BY year, side.by, side.value, unit, state, did
"""  # noqa: S608
COUNTS = "SELECT year, by, value, unit, state, did, people FROM counts WHERE tenant = :tenant AND people <> 0"

COMPARED = (
    ("ledger", TRUTH, LAST),
    ("days of the ledger", CHANGES, DAYS),
    ("days", TRUTH, KEPT),
    ("counts", SIDES, COUNTS),
)
"""What is compared: the name of what is kept, how it is counted from nothing, and how it is read."""

MEND_DAYS = f"""
INSERT INTO count_days (tenant, day, {CELL}, change) SELECT :tenant, * FROM ({CHANGES}) anew
"""  # noqa: S608
MEND_COUNTS = f"""
INSERT INTO counts (tenant, year, by, value, unit, state, did, people) SELECT :tenant, * FROM ({SIDES}) anew
"""  # noqa: S608
MEND_LEDGER = f"""
INSERT INTO count_ledger (tenant, learner, at, {CELL})
SELECT :tenant, learner, tenant_now(), {CELL} FROM (
  SELECT coalesce(n.learner, o.learner) AS learner, coalesce(n.year, o.year) AS year,
    coalesce(n.unit, '') AS unit, coalesce(n.state, '') AS state, coalesce(n.did, '') AS did,
    coalesce(n.tier, '') AS tier, coalesce(n.rank, '') AS rank,
    (n.unit, n.state, n.did, n.tier, n.rank) IS DISTINCT FROM (o.unit, o.state, o.did, o.tier, o.rank) AS differs
  FROM (
    SELECT learner, {CELL} FROM standings WHERE tenant = :tenant
    UNION ALL SELECT id, 0, unit, 'enrolled', '', tier, rank FROM learners WHERE tenant = :tenant
  ) n FULL JOIN (
    SELECT DISTINCT ON (learner, year) learner, {CELL} FROM count_ledger WHERE tenant = :tenant ORDER BY learner, year, id DESC
  ) o ON o.learner = n.learner AND o.year = n.year
  WHERE n.learner IS NOT NULL OR o.unit <> ''
) found WHERE differs
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is kept otherwise than it is counted."""

    where: str
    what: tuple[tuple[str, str], ...]
    counted: int
    kept: int

    def __str__(self) -> str:
        named = " ".join(f"{name}={value or '-'}" for name, value in self.what)
        return f"{self.where}: {named}: kept {self.kept}, counted {self.counted}"


def differences(zone: tzinfo) -> Iterator[Difference]:
    """Fold what waits and yield every kept figure that differs from one counted from nothing; the caller commits."""
    fold(zone)
    for where, truth, kept in COMPARED:
        yield from _compare(where, truth, kept, zone)


def mend(zone: tzinfo) -> None:
    """Count everything anew: days and counts from nothing, and an entry in the ledger for whoever it has wrong; commits."""
    session = db.session()
    fold(zone)
    for statement in (
        MEND_LEDGER,
        "DELETE FROM count_days WHERE tenant = :tenant",
        "DELETE FROM counts WHERE tenant = :tenant",
        MEND_DAYS,
        MEND_COUNTS,
    ):
        session.execute(sa.text(statement), _values(zone))
    session.commit()


def _compare(where: str, truth: str, kept: str, zone: tzinfo) -> Iterator[Difference]:
    session = db.session()
    set_tenant(session)
    columns = [name for name in _columns(truth, zone) if name != "people"]
    same = " AND ".join(f"t.{name} = k.{name}" for name in columns)
    shown = ", ".join(f"coalesce(t.{name}, k.{name})" for name in columns)
    statement = f"""
        SELECT {shown}, coalesce(t.people, 0), coalesce(k.people, 0)
        FROM ({truth}) t FULL JOIN ({kept}) k ON {same}
        WHERE coalesce(t.people, 0) <> coalesce(k.people, 0) ORDER BY {shown}
    """  # noqa: S608
    for *cell, counted, found in session.execute(sa.text(statement), _values(zone)):
        what = tuple((name, str(value)) for name, value in zip(columns, cell, strict=True))
        yield Difference(where, what, counted, found)


def _columns(query: str, zone: tzinfo) -> list[str]:
    empty = f"SELECT * FROM ({query}) none LIMIT 0"  # noqa: S608
    return list(db.session.execute(sa.text(empty), _values(zone)).keys())


def _values(zone: tzinfo) -> dict[str, object]:
    return {"tenant": current_tenant(), "zone": str(zone)}
