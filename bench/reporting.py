"""The unit report and an export against the size of a tenant, in ratios to the plain SQL that counts or reads the same rows."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from statistics import quantiles

import sqlalchemy as sa

from bench.cpu import cpu_seconds
from bench.world import World
from core.accounts.service import server_acting
from core.db import db, now
from core.reports.asking import Query
from core.reports.counting import FREELY, PLANNED, PLANS, fold
from core.reports.people import people_report
from core.reports.sheets import COLUMNS, people_sheet, xlsx_of
from core.reports.sight import Sight
from core.reports.units import unit_report
from core.tenancy.clock import set_clock
from core.tenancy.guard import set_tenant
from core.web.language import Reader

SIZES = (10_000, 100_000, 1_000_000)
A_UNIT = 50
BRANCHES = 20
TIMES = 40
EXPORTED = 2_000
LONG_AGO = timedelta(days=300)
"""When everybody was put on the roster."""

UNITS = """
INSERT INTO units (tenant, code, parent, name, level, kind, area, region, sector, provincial_direct, stationed, duty, number_range)
SELECT :tenant, 'r' || n, CASE WHEN n = 0 THEN NULL ELSE 'r' || ((n - 1) / :branches) END, '单位' || n, 'city', 'organ', '',
  'r' || n % 14, 's' || n % 30, false, false, false, '' FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS n
"""
LEARNERS = """
INSERT INTO learners (tenant, id, unit, account, name, pinyin, phone, id_number, sex, rank, tier, post, employment,
  political_status, email, cohorts, categories, contacts_done, profile, must_change, was_reset, failures, active)
SELECT :tenant, md5('r' || n)::uuid, 'r' || n / :a_unit, 'r' || lpad(n::text, 9, '0'), '学员', 'xueyuan', '', '', '', 'k' || n % 4,
  't' || n % 3, '', 'serving', '', '', '{}', '{}', true, '{}', true, false, 0, true FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS n
"""
STANDINGS = """
INSERT INTO standings (tenant, learner, year, state, did, grade, final, outcome, inputs, formula, rules_digest, judged_at)
SELECT :tenant, md5('r' || n)::uuid, :year, (ARRAY['not_started', 'studying', 'passed', 'passed', 'failed'])[1 + n % 5],
  (ARRAY['', 'studied', 'studied finished_study sat_exam', 'studied finished_study sat_exam', 'studied sat_exam'])[1 + n % 5],
  '', false, '{}', '{}', 'x', 'x', tenant_now() - n % 200 * interval '1 day' FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS n
"""
PLAIN = """
WITH RECURSIVE tree AS (
  SELECT code, code AS branch FROM units WHERE tenant = :tenant AND parent = 'r0'
  UNION ALL SELECT u.code, t.branch FROM units u JOIN tree t ON u.tenant = :tenant AND u.parent = t.code
)
SELECT t.branch, s.state, count(*) FROM standings s JOIN learners l ON l.tenant = s.tenant AND l.id = s.learner
JOIN tree t ON t.code = l.unit WHERE s.tenant = :tenant AND s.year = :year GROUP BY 1, 2
"""
READ = "SELECT * FROM learners l JOIN standings s ON s.tenant = l.tenant AND s.learner = l.id WHERE l.tenant = :tenant LIMIT :most"


@dataclass(frozen=True, slots=True)
class Reported:
    """Seconds of the wall at one size: the 95th percentile of the tree, as of a past day, the plain SQL, an export and its plain SQL."""

    learners: int
    cpu: float
    """Processor seconds of one report, in Python and PostgreSQL."""
    tree: float
    past: float
    plain: float
    export: float
    read: float


def reporting(world: World, sizes: tuple[int, ...] = SIZES) -> Iterator[Reported]:
    """Yield what reports cost at each size."""
    there = 0
    with world.scope() as site:
        sight = Sight(site=site, scope=server_acting(site).scope, whole=True)
        for size in sizes:
            _fill(site.tenant, site.year, there, size)
            fold(site.zone)
            db.session.commit()
            there = size
            yield _measured(world, sight, size)


def _measured(world: World, sight: Sight, size: int) -> Reported:
    site = sight.site
    sight = Sight(site=site, scope=server_acting(site).scope, whole=True)
    values = {"tenant": site.tenant, "year": site.year}
    month = Query(unit="r0", on=sight.today.replace(day=1))
    roots = (os.getpid(), world.cluster.pid or 0)
    before = cpu_seconds(*roots)
    tree = _p95(lambda: unit_report(sight, Query(unit="r0")), TIMES)
    cpu = (cpu_seconds(*roots) - before) / TIMES
    return Reported(
        learners=size,
        cpu=cpu,
        tree=tree,
        past=_p95(lambda: unit_report(sight, month), TIMES // 4),
        plain=_p95(lambda: _plain(PLAIN, values), 5),
        export=_p95(lambda: _export(sight), 3),
        read=_p95(lambda: _plain(READ, values | {"most": EXPORTED}), 3),
    )


def _fill(tenant: str, year: int, first: int, size: int) -> None:
    session = db.session()
    set_tenant(session)
    shared = {"tenant": tenant, "year": year, "branches": BRANCHES, "a_unit": A_UNIT}
    units = {"first": first // A_UNIT, "last": size // A_UNIT - 1}
    people = {"first": first, "last": size - 1}
    moment = now()
    set_clock(moment - LONG_AGO)
    session.execute(sa.text(UNITS), shared | units)
    session.execute(sa.text(LEARNERS), shared | people)
    session.commit()
    set_clock(moment)
    session.execute(sa.text(STANDINGS), shared | people)
    session.commit()
    session.execute(sa.text("ANALYZE"))
    session.commit()


def _export(sight: Sight) -> None:
    report = people_report(sight, Query(unit="r0"), size=EXPORTED)
    xlsx_of(people_sheet(report, report.rows, list(COLUMNS), Reader("zh", {}, sight.site.zone)))


def _plain(statement: str, values: dict[str, object]) -> None:
    set_tenant(db.session())
    db.session.execute(PLANNED, PLANS["large"])  # as the report itself reads
    db.session.execute(sa.text(statement), values).all()
    db.session.execute(PLANNED, FREELY)


def _p95(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
        db.session.rollback()
    return quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
