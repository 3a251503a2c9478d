"""Imports from upload to result: a checked preview first, then a job that enters all of it, or what its sender chose.

The job plans anew from the file, since the roster may have changed since the preview. Everything is entered in one
transaction, or nothing is.
"""

from collections.abc import Sequence
from typing import IO, Literal, TypeAlias
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.audit.service import note
from core.db import db, now
from core.decisions.stored import restore_text, store_text
from core.decisions.values import say
from core.errors import BadInput, NotFound, Refused
from core.files.service import file_of, keep_file, open_file
from core.jobs import Progress, job_progress, task
from core.rosters.desk import NO_ADMINISTRATOR, Desk, desk_for, site_of
from core.rosters.entering import batched_list
from core.rosters.handed import mark_handed_in
from core.rosters.kinds import KINDS, About, kinds_for
from core.rosters.models import RosterImport, RosterRow
from core.rosters.plans import Planned, counts_of
from core.tenancy.announce import announce, announce_all
from core.tenancy.rows import enter_rows, take_locks
from core.tenancy.scope import current_tenant

KindName: TypeAlias = Literal["learners", "sheet", "units", "takeover"]
AT_ONCE = 200 * 1024
"""Bytes of a file that is checked while its sender waits; a larger one is checked by the worker."""

LISTED = 30
BATCH = 2000
NOTHING: About = {}
NO_IMPORT = say("There is no such import here.")
NO_ROWS = say("There are no rows in this file.")


def send_in(desk: Desk, kind: KindName, stream: IO[bytes], name: str, about: About = NOTHING) -> RosterImport:
    """Keep a file, have it checked, and commit; nothing enters the roster. BadInput for one that cannot be read."""
    kept = keep_file(stream, name, "roster", desk.actor)
    row = RosterImport(
        id=uuid4(),
        kind=kind,
        about=dict(about),
        unit=desk.unit,
        area=desk.site.area,
        file=kept.id,
        file_name=kept.name,
        by=desk.actor.id,
        by_name=desk.actor.name,
        at=now(),
    )
    db.session.add(row)
    db.session.flush()
    if kept.size > AT_ONCE:
        row.progress = check_roster.enqueue(number=str(row.id))
    else:
        _check(desk, row)
        if row.state == "unreadable":
            _refuse_now(row)
    db.session.commit()
    return row


def import_of(desk: Desk, number: UUID, *, lock: bool = False) -> RosterImport:
    """Return an import sent in for a unit that the administrator sees; NotFound for every other."""
    row = _row(number, lock=lock)
    if row is None or row.unit not in desk.scope.units or row.kind not in kinds_for(desk.role):
        raise NotFound(NO_IMPORT)
    return row


def imports_of(desk: Desk, kind: KindName | None = None) -> Sequence[RosterImport]:
    """Return the last imports of the administrator's units, newest first; of one kind where it is named."""
    query = sa.select(RosterImport).where(
        RosterImport.unit.in_(desk.scope.units), RosterImport.kind.in_(kinds_for(desk.role))
    )
    if kind is not None:
        query = query.where(RosterImport.kind == kind)
    return db.session.scalars(query.order_by(RosterImport.at.desc()).limit(LISTED)).all()


def apply_later(desk: Desk, number: UUID, *, partly: bool) -> None:
    """Have an import entered by the worker, and commit; with ``partly`` the refused rows are left out.

    Refused for one that is done or under way, and for one with refused rows unless the sender chose to leave them out.
    """
    row = import_of(desk, number, lock=True)
    if row.state != "preview" and not has_failed(row):
        raise Refused(say("This import is done or under way already."), code="import_done")
    if row.counts.get("refused") and not partly:
        text = say("Some rows are refused. Correct them, or choose to enter the others.")
        raise Refused(text, code="rows_refused")
    row.state, row.partly = "applying", partly
    row.progress = enter_roster.enqueue(number=str(row.id))
    db.session.commit()


def has_failed(row: RosterImport) -> bool:
    """Tell whether the job of an import has broken down; nothing was entered then, and it may be asked for again."""
    return (
        row.state == "applying" and row.progress is not None and job_progress(row.progress).state == "failed"
    )


@task("rosters.check")
def check_roster(progress: Progress, number: str) -> None:
    """Check a file that was too large to be checked at once."""
    row = _row(UUID(number), lock=True)
    if row is None or row.state != "checking":
        return
    try:
        _check(desk_for(row.by, row.area), row, progress)
    except Refused as fault:
        row.state, row.fault = "unreadable", store_text(fault.text)
    db.session.commit()


@task("rosters.enter")
def enter_roster(progress: Progress, number: str) -> None:
    """Enter an import; one that is done stays as it is, so that it may run again."""
    row = _row(UUID(number), lock=True)
    if row is None or row.state != "applying":
        return
    changed: list[UUID] = []
    try:
        changed = _enter(desk_for(row.by, row.area), row, progress)
    except (Refused, BadInput) as fault:
        row.state, row.fault = "stopped", store_text(fault.text)
    row.ended_at = now()
    event, area = KINDS[row.kind].event, row.area
    db.session.commit()
    announce_all(event, changed, site_of(area).year)
    announce("roster.entered")


def _check(desk: Desk, row: RosterImport, progress: Progress | None = None) -> None:
    try:
        planned = _planned(desk, row)
    except BadInput as fault:
        row.state, row.fault = "unreadable", store_text(fault.text)
        return
    _keep(row, planned, progress)
    row.state = "preview"


def _refuse_now(row: RosterImport) -> None:
    """A small file that cannot be read is told of at once, and nothing of it is kept."""
    text = restore_text(row.fault) or NO_ROWS
    db.session.rollback()
    raise BadInput(text, fields={"file": text})


def _planned(desk: Desk, row: RosterImport) -> list[Planned]:
    if row.kind not in kinds_for(desk.role):
        raise Refused(NO_ADMINISTRATOR, code="no_administrator")
    kept = file_of(row.file)
    with open_file(kept) as stream:
        planned = KINDS[row.kind].plan(desk, stream.read(), row.about)
    if not planned:
        raise BadInput(NO_ROWS)
    return planned


def _keep(row: RosterImport, planned: Sequence[Planned], progress: Progress | None = None) -> None:
    """Keep what happens to each row, in the place of what was planned before."""
    row.counts = counts_of(planned)
    db.session.execute(sa.delete(RosterRow).where(RosterRow.import_id == row.id))
    done = 0
    for some in batched_list(planned, BATCH):
        enter_rows(RosterRow, [{"import_id": row.id, **one.stored()} for one in some])
        done += len(some)
        if progress is not None:
            progress.report(done, len(planned))


def _enter(desk: Desk, row: RosterImport, progress: Progress) -> list[UUID]:
    take_locks([f"rosters/{current_tenant()}", f"numbers/{current_tenant()}"])
    planned = _planned(desk, row)
    _keep(row, planned)
    if row.counts["refused"] and not row.partly:
        row.state = "stopped"
        return []
    total = row.counts["added"] + row.counts["changed"]
    changed = KINDS[row.kind].enter(desk, planned, lambda done: progress.report(done, total))
    if KINDS[row.kind].handed_in:
        mark_handed_in(desk, planned)
    row.state = "applied"
    told = {name: str(count) for name, count in row.counts.items()}
    note(desk.actor, KINDS[row.kind].act, f"roster-import/{row.id}", row.file_name, **told, **row.about)
    return changed


def _row(number: UUID, *, lock: bool) -> RosterImport | None:
    query = sa.select(RosterImport).where(RosterImport.id == number)
    if lock:
        query = query.with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
