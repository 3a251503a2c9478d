"""The learner report: the people behind a figure with what each has done so far, now or as of a day."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from core.db import db
from core.decisions.case import Case
from core.decisions.exam_results import best_result
from core.decisions.participation import DEEDS, Counted, Standing, in_measure
from core.decisions.rounding import half_up
from core.decisions.standing import outcome as outcome_of
from core.decisions.values import Text
from core.exams.service import cases_of
from core.reports.asking import Query
from core.reports.counting import day_end, in_tree
from core.reports.sight import Sight
from core.reports.units import counted_in, path_to
from core.tenancy.guard import set_tenant
from core.tenancy.scope import current_tenant

PAGE_SIZE = 50
MOMENT = timedelta(microseconds=1)

TREE = """
WITH RECURSIVE tree AS (
  SELECT code, 0 AS depth FROM units WHERE tenant = :tenant AND code = ANY(:heads)
  UNION SELECT u.code, t.depth + 1 FROM units u JOIN tree t ON u.tenant = :tenant AND u.parent = t.code WHERE t.depth < 30
), chosen AS MATERIALIZED (
  SELECT DISTINCT u.code, u.name, coalesce(
    (SELECT y.year FROM jsonb_to_recordset(CAST(:years AS jsonb)) AS y (area text, year int) WHERE y.area = u.area), :year
  ) AS own FROM tree t JOIN units u ON u.tenant = :tenant AND u.code = t.code {where}
)"""
NOW = """, people AS (
  SELECT l.id AS learner, c.name AS unit, l.tier, l.rank, coalesce(s.state, 'not_started') AS state, coalesce(s.did, '') AS did
  FROM learners l JOIN chosen c ON c.code = l.unit
  LEFT JOIN standings s ON s.tenant = :tenant AND s.learner = l.id AND s.year = c.own
  WHERE l.tenant = :tenant
)"""
PAST = """, people AS (
  SELECT s.learner, c.name AS unit, s.tier, s.rank, s.state, s.did
  FROM standings s JOIN chosen c ON c.code = s.unit AND s.year = c.own WHERE s.tenant = :tenant
)"""
"""Those who stood in a year that lies behind, where they stood then."""
THEN = """, stood AS (
  SELECT DISTINCT ON (learner, year) learner, year, unit, state, did, tier, rank FROM count_ledger
  WHERE tenant = :tenant AND at < :end AND learner IN (
    SELECT learner FROM count_ledger JOIN chosen ON code = unit WHERE tenant = :tenant
  ) ORDER BY learner, year, id DESC
), people AS (
  SELECT r.learner, c.name AS unit, r.tier, r.rank, coalesce(s.state, 'not_started') AS state, coalesce(s.did, '') AS did
  FROM stood r JOIN chosen c ON c.code = r.unit AND r.year = 0
  LEFT JOIN stood s ON s.learner = r.learner AND s.year = c.own AND s.unit <> ''
)"""
PAGE = """
SELECT p.learner, l.account, l.name, p.unit, p.tier, p.rank, p.state, p.did, count(*) OVER () AS total
FROM people p JOIN learners l ON l.tenant = :tenant AND l.id = p.learner
WHERE {people} ORDER BY {order} LIMIT :size OFFSET :skip
"""
ORDER = (
    "array_position(CAST('{{failed,absent,not_started,studying,ready,passed,exempt,not_assessed,deactivated}}' AS text[]), p.state)"
    " NULLS FIRST, p.unit, l.pinyin, l.account"
)


class Found(NamedTuple):
    """A row of the database."""

    learner: UUID
    account: str
    name: str
    unit: str
    tier: str
    rank: str
    state: str
    did: str
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One learner of the report."""

    found: Found
    earned: Decimal | None
    mark: Decimal | None
    score: Decimal | None
    left: Text | None
    """What is left to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleReport:
    """A page of the report."""

    query: Query
    sight: Sight
    day: date | None
    path: Sequence[tuple[str, str]]
    rows: Sequence[Person]
    total: int
    counted: Counted

    @property
    def first(self) -> int:
        """The number of the first row shown."""
        return (self.query.page - 1) * PAGE_SIZE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1 if self.rows else 0


def people_report(
    sight: Sight, query: Query, size: int = PAGE_SIZE, counted: Counted | None = None
) -> PeopleReport:
    """Return the people that an address asks for; NotFound for a unit that the reader does not see.

    ``counted``: the people of the unit, where they have been counted already.
    """
    sight = sight.looking_at(query.year)
    heads, day = sight.heads_at(query.unit), sight.day(query.on)
    counted = counted_in(sight, query.unit, day) if counted is None else counted
    found = _found(sight, query, counted, size)
    if not found and query.page > 1:
        query = replace(query, page=1)
        found = _found(sight, query, counted, size)
    return PeopleReport(
        query=query,
        sight=sight,
        day=day,
        path=path_to(sight, heads[0]) if len(heads) == 1 else (),
        rows=list(_told(sight, found, day)),
        total=found[0].total if found else 0,
        counted=counted,
    )


def _found(sight: Sight, query: Query, counted: Counted, size: int) -> list[Found]:
    day = sight.day(query.on)
    inside = "" if sight.whole else "AND u.code = ANY(:inside)"
    units = " ".join(
        f"AND u.{name} = :{name}" for name in ("sector", "kind", "region", "level") if getattr(query, name)
    )
    statement = TREE.format(where=f"WHERE true {inside} {units}")
    statement = in_tree(statement, sight.tree) + (THEN if day else PAST if sight.past else NOW)
    statement += PAGE.format(people=" AND ".join(_of_people(query)), order=ORDER.format())
    session = db.session()
    set_tenant(session)
    return [Found(*row) for row in session.execute(sa.text(statement), _values(sight, query, counted, size))]


def _of_people(query: Query) -> Iterator[str]:
    yield "true"
    if query.measure:
        yield "p.state || '+' || p.did = ANY(:standings)"
    for name in ("tier", "rank"):
        if getattr(query, name):
            yield f"p.{name} = :{name}"
    if query.search.strip():
        yield "(strpos(l.name, :typed) > 0 OR starts_with(l.pinyin, :joined) OR starts_with(l.account, :typed))"


def _values(sight: Sight, query: Query, counted: Counted, size: int) -> Mapping[str, object]:
    day, typed = sight.day(query.on), query.search.strip()
    return {
        "tenant": current_tenant(),
        "heads": list(sight.heads_at(query.unit)),
        "years": json.dumps([{"area": area, "year": year} for area, year in sight.years.items()]),
        "year": sight.whole_year,
        "tree": sight.tree,
        "inside": sorted(sight.scope.units),
        "end": day_end(day, sight.site.zone) if day else None,
        "standings": [_spelled(one) for one in counted if _asked_for(sight, query, one)],
        "typed": typed,
        "joined": "".join(typed.split()).lower(),
        "size": size,
        "skip": (query.page - 1) * size,
        **query.narrowed,
    }


def _asked_for(sight: Sight, query: Query, one: Standing) -> bool:
    return bool(query.measure) and in_measure(query.measure, one, with_study=sight.with_study)


def _spelled(one: Standing) -> str:
    return f"{one.state}+{' '.join(deed for deed in DEEDS if deed in one.did)}"


def _told(sight: Sight, found: Sequence[Found], day: date | None) -> Iterator[Person]:
    cases = cases_of([one.learner for one in found], sight.past or None)
    for one in found:
        yield _person(one, _as_of(cases[one.learner], sight, day))


def _as_of(case: Case, sight: Sight, day: date | None) -> Case:
    """Return the case as it stood at the end of a day: facts carry their instants, so nothing has to be kept for it."""
    if day is None:
        return case
    at = day_end(day, sight.site.zone) - MOMENT
    attempts = tuple(one for one in case.facts.attempts if one.handed_in is not None and one.handed_in <= at)
    exemptions = tuple(one for one in case.facts.exemptions if one.decided is None or one.decided <= day)
    return replace(case, at=at, facts=replace(case.facts, attempts=attempts, exemptions=exemptions))


def _person(found: Found, case: Case) -> Person:
    outcome, result, balance = outcome_of(case), best_result(case), case.balance
    score = None if outcome.score is None else half_up(outcome.score, case.rules.outcome.decimals)
    return Person(
        found=found,
        earned=balance.total if balance else None,
        mark=result.mark if result else None,
        score=score,
        left=outcome.advice[0] if outcome.advice else None,
    )
