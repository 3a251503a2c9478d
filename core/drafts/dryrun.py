"""A draft tried on the real roster: a job with progress that reads every standing, judges it by the draft, and writes figures alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.accounts.service import Acting
from core.db import db, now
from core.decisions.charges import Tariff
from core.decisions.values import say
from core.drafts.counting import Judged, Tally, tallied
from core.drafts.finding import Draft, draft_in
from core.drafts.models import DraftRow, DryRunRow, VersionRow
from core.drafts.trying import try_draft
from core.drafts.writing import enter
from core.errors import NotFound, Refused, XuefaError
from core.jobs import Progress, job_progress, task
from core.rulebook.opening import Shelf
from core.standings.service import Standing
from core.tenancy.reading import Reading, read
from core.tenancy.scope import current_tenant
from core.tenancy.tenant import Tenant
from core.web.site import composition

PAGE = 2_000
"""Standings read at a time."""
NEVER = UUID(int=0)
SAMPLE = 200
STANDINGS = Reading("""
SELECT s.learner, s.unit, u.area, s.state, s.inputs, s.judged_at FROM standings s
JOIN units u ON u.tenant = s.tenant AND u.code = s.unit
WHERE s.tenant = %(tenant)s AND s.year = %(year)s AND s.learner > %(last)s
  AND (%(area)s = '' OR u.area = %(area)s OR starts_with(u.area, %(area)s || '/'))
ORDER BY s.learner LIMIT %(most)s
""")


@dataclass(frozen=True, slots=True)
class DryRun:
    """A dry run with how far it has come."""

    row: DryRunRow
    state: str
    done: int
    total: int


@task("drafts.dry_run")
def dry_run(progress: Progress, run: str) -> None:
    """Try a draft on the roster of the scope's tenant and keep the figures; the same when repeated."""
    row = db.session.scalars(sa.select(DryRunRow).where(DryRunRow.id == UUID(run))).one_or_none()
    if row is None or row.outcome is not None:
        return
    draft, text = _what(row)
    tenant = composition().registry.tenants[current_tenant()]
    tally, year = tally_of(tenant, draft, text.content)
    total = _count(year)
    progress.report(0, total)
    for number in tallied(tally, standings_of(year, draft.area)):
        if number % PAGE == 0:
            progress.report(number, total)
    outcome = tally.outcome(_tariff(tally.tenant, draft.year, draft.area), _tariff(tenant, year, draft.area))
    db.session.execute(
        sa.update(DryRunRow).where(DryRunRow.id == row.id).values(outcome=outcome | {"year": year})
    )
    db.session.commit()


def begin_dry_run(by: Acting, shelf: Shelf, draft: UUID) -> DryRunRow:
    """Queue a dry run of a draft's last version and commit; Refused while it has faults or one is running."""
    held = draft_in(shelf, draft)
    if held.tried(shelf).faults:
        raise Refused(say("A draft with faults cannot be tried on the roster."))
    last = last_dry_run(draft)
    if last is not None and last.state in {"waiting", "running"}:
        raise Refused(say("A dry run is under way already."))
    identity = uuid4()
    row = DryRunRow(
        id=identity,
        draft=held.row.id,
        version=held.row.version,
        progress=dry_run.enqueue(run=str(identity)),
        by=by.actor.id,
        by_name=by.actor.name,
        at=now(),
    )
    db.session.add(row)
    enter(by, held.row, "dry_run")
    db.session.commit()
    return row


def last_dry_run(draft: UUID) -> DryRun | None:
    """Return a draft's last dry run, or None before the first, without looking at whose it is."""
    query = sa.select(DryRunRow).where(DryRunRow.draft == draft).order_by(DryRunRow.at.desc(), DryRunRow.id)
    row = db.session.scalars(query.limit(1).execution_options(populate_existing=True)).one_or_none()
    return None if row is None else _with_progress(row)


def sampled(tenant: Tenant, held: Draft) -> Tally:
    """Judge the first so many standings by a draft, at once; for a glance before the dry run."""
    tally, year = tally_of(tenant, held.row, held.text.content)
    for _ in tallied(tally, iter(_page(year, held.row.area, NEVER, SAMPLE))):
        pass
    return tally


def tally_of(tenant: Tenant, draft: DraftRow, content: str) -> tuple[Tally, int]:
    """Return an empty tally of a draft, and the year whose standings it is counted over: the draft's own, else the last."""
    tryout = try_draft(tenant, draft.area, draft.file, content)
    known = db.session.scalars(sa.select(Standing.year).distinct().order_by(Standing.year.desc())).all()
    year = draft.year if draft.year in known else next(iter(known), draft.year)
    return Tally(tryout.tenant, draft.year, draft.year - year), year


def standings_of(year: int, area: str) -> Iterator[Judged]:
    """Yield the standings of a year's learners of a place, page by page, in the order of their keys."""
    last = NEVER
    while True:
        page = _page(year, area, last, PAGE)
        yield from page
        db.session.rollback()
        if len(page) < PAGE:
            return
        last = page[-1].learner


def _page(year: int, area: str, last: UUID, most: int) -> list[Judged]:
    return [Judged(*row) for row in read(STANDINGS, year=year, area=area, last=last, most=most)]


def _count(year: int) -> int:
    query = sa.select(sa.func.count()).select_from(Standing).where(Standing.year == year)
    return db.session.scalar(query) or 0


def _what(row: DryRunRow) -> tuple[DraftRow, VersionRow]:
    draft = db.session.scalars(sa.select(DraftRow).where(DraftRow.id == row.draft)).one()
    text = db.session.scalars(
        sa.select(VersionRow).where(VersionRow.draft == row.draft, VersionRow.version == row.version)
    ).one()
    return draft, text


def _tariff(tenant: Tenant, year: int, area: str) -> Tariff | None:
    try:
        fees = tenant.rules_for(year, area).fees
    except XuefaError:
        return None
    return fees.tariff if fees else None


def _with_progress(row: DryRunRow) -> DryRun:
    if row.outcome is not None:
        return DryRun(row, "done", int(row.outcome["learners"]), int(row.outcome["learners"]))
    try:
        job = job_progress(row.progress) if row.progress else None
    except NotFound:
        job = None
    return DryRun(row, job.state, job.done, job.total or 0) if job else DryRun(row, "failed", 0, 0)
