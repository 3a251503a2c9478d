"""The dry run of a draft of the rules against the size of a tenant: seconds by the clock and of the processor."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from bench.cpu import cpu_seconds
from bench.reporting import A_UNIT, BRANCHES, LEARNERS, UNITS
from bench.world import World
from core.accounts.service import Acting, server_acting
from core.db import db
from core.drafts.dryrun import begin_dry_run, dry_run, last_dry_run
from core.drafts.files import Asked
from core.drafts.service import begin
from core.rulebook.opening import Shelf
from core.tenancy.guard import set_tenant
from core.web.site import Site

SIZES = (10_000, 100_000, 1_000_000)
STANDINGS = """
INSERT INTO standings (tenant, learner, year, state, did, grade, final, outcome, inputs, formula, rules_digest, judged_at)
SELECT :tenant, md5('r' || n)::uuid, :year, (ARRAY['studying', 'passed', 'failed'])[1 + n % 3], '', '', false, '{}',
  jsonb_build_object(
    'person', jsonb_build_object('birth', '1985-03-02', 'sex', 'male', 'unit_kind', 'organ', 'unit_level', 'city'),
    'study', (SELECT jsonb_agg(jsonb_build_object('day', (CAST(:first_day AS date) + d)::text, 'bucket', 'required',
      'amount', (n % 7)::text)) FROM generate_series(1, 12) AS d),
    'attempts', jsonb_build_array(jsonb_build_object('exam', CAST(:exam AS text), 'number', 1, 'mark', (40 + n % 60)::text,
      'started', CAST(:sat AS text), 'handed_in', CAST(:sat AS text)))),
  'x', 'x', CAST(:sat AS timestamptz) FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS n
"""


@dataclass(frozen=True, slots=True)
class Tried:
    """A dry run at one size: seconds of the clock, of the processor (Python and PostgreSQL), and how many would change."""

    learners: int
    seconds: float
    cpu: float
    changed: int


def drafting(world: World, sizes: tuple[int, ...] = SIZES) -> Iterator[Tried]:
    """Yield what a dry run costs at each size; the draft is the year's own with a higher target."""
    there = 0
    with world.scope() as site:
        shelf, by = Shelf(site.the_tenant, site.area, site.year), server_acting(site)
        draft = begin(by, shelf, Asked(site.year, start=f"{site.tenant}/{site.year}"))
        for size in sizes:
            _fill(site, there, size)
            there = size
            yield _measured(world, shelf, by, draft.id)


def _measured(world: World, shelf: Shelf, by: Acting, draft: UUID) -> Tried:
    row = begin_dry_run(by, shelf, draft)
    tenant, progress, run = shelf.tenant.id, str(row.progress), str(row.id)
    roots = (os.getpid(), world.cluster.pid or 0)
    before, begun = cpu_seconds(*roots), time.perf_counter()
    dry_run.run(tenant, progress, {"run": run})
    taken = time.perf_counter() - begun
    cpu = cpu_seconds(*roots) - before
    done = last_dry_run(draft)
    found = (done.row.outcome if done else None) or {}
    return Tried(int(found["learners"]), taken, cpu, int(found["changed"]))


def _fill(site: Site, first: int, size: int) -> None:
    rules = site.the_tenant.rules_for(site.year, site.area)
    exam = next(iter(rules.counting_exams), "none")
    session = db.session()
    set_tenant(session)
    shared = {"tenant": site.tenant, "year": site.year, "branches": BRANCHES, "a_unit": A_UNIT}
    session.execute(sa.text(UNITS), shared | {"first": first // A_UNIT, "last": size // A_UNIT - 1})
    session.execute(sa.text(LEARNERS), shared | {"first": first, "last": size - 1})
    facts = {"first_day": rules.period.first, "exam": exam, "sat": f"{rules.period.last} 10:00:00+08:00"}
    session.execute(sa.text(STANDINGS), shared | facts | {"first": first, "last": size - 1})
    session.commit()
    session.execute(sa.text("ANALYZE"))
    session.commit()
