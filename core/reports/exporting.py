"""Exporting reports: asked for on a page, made by the worker with the rights of whoever asked, fetched by them alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.accounts.service import Acting
from core.audit.service import note
from core.db import db
from core.decisions.values import say
from core.errors import BadInput, NotFound
from core.jobs import Progress, job_progress, task
from core.reports.asking import Query
from core.reports.letter_files import letters_zip
from core.reports.models import ReportFile
from core.reports.people import PeopleReport, Person, people_report
from core.reports.personnel import LAYOUT, personnel_sheet
from core.reports.sheets import COLUMNS, FILES, Sheet, people_sheet, units_sheet
from core.reports.sight import Sight, sight_of_asker, site_at
from core.reports.units import unit_report
from core.tenancy.scope import current_tenant, tenant_scope
from core.web.language import Reader
from core.web.site import Site

STEP = 500
"""People read at a time."""
MOST = 50
KEPT = timedelta(days=7)
FORMS = {"units": ("xlsx", "pdf"), "people": ("xlsx", "csv", "pdf"), "letters": ("zip",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An export with how far it has come."""

    row: ReportFile
    state: str
    done: int
    total: int


@task("reports.export")
def export_report(progress: Progress, file: str) -> None:
    """Make an export of the scope's tenant."""
    row = db.session.scalars(sa.select(ReportFile).where(ReportFile.id == UUID(file))).one_or_none()
    if row is None:
        return
    site = site_at(row.area)
    with tenant_scope(current_tenant(), row.area):
        content = _content(row, site, progress)
    db.session.execute(sa.update(ReportFile).where(ReportFile.id == row.id).values(content=content))
    db.session.commit()


def begin_export(by: Acting, asked: str, kind: str, form: str, language: str) -> ReportFile:
    """Queue an export of what an address shows, and commit; BadInput for a form that there is none of."""
    if form not in FORMS.get(kind, ()):
        raise BadInput(say("Reports are not given in this form."))
    identity = uuid4()
    row = ReportFile(
        id=identity,
        kind=kind,
        form=form,
        name=f"{kind}-{dict(parse_qsl(asked)).get('year') or by.site.year}.{form}",
        asked=asked[:1000],
        area=by.site.area,
        language=language,
        asked_by=by.actor.id,
        asked_at=db.session.execute(sa.select(sa.func.now())).scalar_one(),
        progress=export_report.enqueue(file=str(identity)),
    )
    db.session.add(row)
    note(by.actor, "export_report", kind, form=form, asked=row.asked)
    db.session.commit()
    return row


def exports_of(administrator: UUID) -> Sequence[Export]:
    """Return somebody's own exports, newest first."""
    query = (
        sa.select(ReportFile)
        .where(ReportFile.asked_by == administrator)
        .options(sa.orm.defer(ReportFile.content))
    )
    rows = db.session.scalars(query.order_by(ReportFile.asked_at.desc()).limit(MOST)).all()
    return [_with_progress(row) for row in rows]


def content_of(administrator: UUID, file: UUID) -> ReportFile:
    """Return a finished export of somebody's own; NotFound for every other."""
    query = sa.select(ReportFile).where(ReportFile.id == file, ReportFile.asked_by == administrator)
    row = db.session.scalars(query).one_or_none()
    if row is None or row.content is None:
        raise NotFound(say("There is no such file here."))
    return row


def forget_exports() -> None:
    """Forget the exports of days ago, and commit."""
    db.session.execute(sa.delete(ReportFile).where(ReportFile.asked_at < sa.func.now() - KEPT))
    db.session.commit()


def _with_progress(row: ReportFile) -> Export:
    try:
        job = job_progress(row.progress)
    except NotFound:
        return Export(row=row, state="done", done=0, total=0)
    return Export(row=row, state=job.state, done=job.done, total=job.total or 0)


def _content(row: ReportFile, site: Site, progress: Progress) -> bytes:
    if row.kind == "letters":
        return letters_zip(sight_of_asker(site, row.asked_by), UUID(row.asked), progress)
    return FILES[row.form](_sheet(row, site, progress))


def _sheet(row: ReportFile, site: Site, progress: Progress) -> Sheet:
    sight, read = sight_of_asker(site, row.asked_by), Reader(row.language, site.words, site.zone)
    sent = dict(parse_qsl(row.asked))
    query = replace(Query.of(sent), page=1)
    if row.kind == "units":
        return units_sheet(unit_report(sight, query, size=10**6), read)
    if sent.get("layout") == LAYOUT and site.place is not None:
        first = people_report(sight, query, size=STEP)
        return personnel_sheet(first, _everybody(sight, first, progress), site.place.personnel, read)
    columns = [name for name in COLUMNS if name in sent.get("columns", "").split(",")] or list(COLUMNS)
    first = people_report(sight, query, size=STEP)
    return people_sheet(first, _everybody(sight, first, progress), columns, read)


def _everybody(sight: Sight, first: PeopleReport, progress: Progress) -> Iterator[Person]:
    done = 0
    report = first
    while report.rows:
        yield from report.rows
        done += len(report.rows)
        progress.report(done, first.total)
        if done >= first.total:
            return
        report = people_report(sight, replace(first.query, page=report.query.page + 1), size=STEP)
        if report.query.page == 1:
            return
