"""Lists from upload to result: a checked preview first, then a job that enters all of it, or what can be.

The job plans anew from the file, since facts may have changed since the preview. The file stays as evidence. What a list
enters stands under references, so that the same list a second time changes nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import defer

from core.accounts.service import Acting, Scope, scope_of
from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.stored import restore_text, store_text
from core.decisions.values import Text, say
from core.errors import BadInput, NotFound, Refused
from core.exams.outside import Occasion, tell_outside
from core.files.service import file_of, keep_file, open_file
from core.jobs import Progress, job_progress, task
from core.outside.credits import CreditPlan, Entering, plan_credit
from core.outside.lists import Kind, Planned, lexicon_of, rows_in, write_result
from core.outside.marks import MarksPlan, plan_marks
from core.outside.models import OutsideList
from core.sheets.lexicon import Lexicon
from core.tenancy.announce import announce_all
from core.tenancy.scope import current_tenant
from core.web.language import Reader
from core.web.roles import Role
from core.web.site import Viewer, composition

WHATS = ("refused", "added", "changed", "unchanged")
LISTED = 30
LONGEST = 80
NO_LIST = say("There is no such list here.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A list as it was sent: the file, and of marks the exam, when it was sat and the document that they come from."""

    kind: Kind
    year: int
    name: str
    stream: IO[bytes]
    exam: str = ""
    sat_at: datetime | None = None
    reference: str = ""


def preview(by: Acting, viewer: Viewer, sent: Sent) -> OutsideList:
    """Keep a list with what it would do, and commit; nothing is entered. BadInput for a file that cannot be read."""
    _check(sent)
    file = keep_file(sent.stream, sent.name, "marks", by.actor)
    row = OutsideList(
        year=sent.year,
        kind=sent.kind,
        area=viewer.area,
        unit=viewer.unit,
        role=viewer.role,
        exam=sent.exam,
        sat_at=sent.sat_at,
        reference=sent.reference.strip(),
        file=file.id,
        file_name=file.name,
        by=by.actor.id,
        by_name=by.actor.name,
        at=now(),
        tenant=current_tenant(),
    )
    _tell(row, _plan(row, by.scope).rows)
    db.session.add(row)
    db.session.commit()
    return row


def list_in(by: Acting, number: UUID, *, lock: bool = False) -> OutsideList:
    """Return a list of an administrator's units; NotFound for every other."""
    query = sa.select(OutsideList).where(OutsideList.id == number)
    if lock:
        query = query.with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None or row.unit not in by.scope.units:
        raise NotFound(NO_LIST)
    return row


def lists_in(by: Acting, year: int, kind: Kind) -> Sequence[OutsideList]:
    """Return the last lists of a kind in an administrator's units, newest first, without what stood in them."""
    query = sa.select(OutsideList).where(
        OutsideList.year == year, OutsideList.kind == kind, OutsideList.unit.in_(by.scope.units)
    )
    light = query.options(defer(OutsideList.rows))
    return db.session.scalars(light.order_by(OutsideList.at.desc()).limit(LISTED)).all()


def apply_later(by: Acting, number: UUID, reason: str, *, partly: bool) -> None:
    """Have a list entered by a worker, and commit; with ``partly`` what can be is entered and the rest left out.

    BadInput without a reason; Refused for a list that is done or under way, and for one with refused rows unless ``partly``.
    """
    row = list_in(by, number, lock=True)
    if not reason.strip():
        raise BadInput(say("Please give a reason."), fields={"reason": say("Please give a reason.")})
    if row.state != "preview" and not has_failed(row):
        raise Refused(say("This list is entered or under way already."), code="list_done")
    if row.counts["refused"] and not partly:
        text = say("Some rows of the list are refused. Correct them, or choose to enter the others.")
        raise Refused(text, code="rows_refused")
    row.state, row.partly, row.reason = "applying", partly, reason.strip()
    row.progress = enter_list.enqueue(number=str(row.id))
    db.session.commit()


def has_failed(row: OutsideList) -> bool:
    """Tell whether the job of a list has broken down; nothing was entered then, and it may be asked for again."""
    return (
        row.state == "applying" and row.progress is not None and job_progress(row.progress).state == "failed"
    )


@task("outside.enter_list")
def enter_list(progress: Progress, number: str) -> None:
    """Enter a list, all in one transaction; one that is done stays as it is, so that it may run again."""
    query = sa.select(OutsideList).where(OutsideList.id == UUID(number)).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if row.state != "applying":
        return
    by, plan = Actor(row.by, row.by_name), _plan(row, _scope_of(row))
    _tell(row, plan.rows)
    progress.report(0, len(plan.rows))
    if row.counts["refused"] and not row.partly:
        row.state = "stopped"
        db.session.commit()
        return
    row.state, kind, year = "applied", row.kind, row.year
    note(
        by, f"enter_{kind}", f"outside-list/{row.id}", row.reason, file=row.file_name, **_counted(row.counts)
    )
    if isinstance(plan, MarksPlan):
        changes = plan.enter(row.reason, by)
        db.session.commit()
        tell_outside(plan.occasion, changes)
    else:
        grown = plan.enter(by)
        db.session.commit()
        announce_all("learner.studied", grown, year)


def result_file(by: Acting, number: UUID, reader: Reader) -> bytes:
    """Return what became of each row of a list as a spreadsheet, a comment with the reason on each that was refused."""
    row = list_in(by, number)
    kind: Kind = "marks" if row.kind == "marks" else "credit"
    return write_result(kind, [_restored(kept) for kept in row.rows], lexicon_of(kind, reader))


def told_of(row: OutsideList) -> list[dict[str, Any]]:
    """Return the rows of a list for its page, those that need care first."""
    rows = sorted(row.rows, key=lambda kept: (WHATS.index(kept["what"]), kept["line"]))
    return [
        kept | {"why": [restore_text(text) for text in kept["why"]], "told": restore_text(kept["told"])}
        for kept in rows
    ]


def _check(sent: Sent) -> None:
    if sent.kind != "marks":
        return
    missing = say("Please give the document that the marks come from.")
    if not sent.reference.strip():
        raise BadInput(missing, fields={"reference": missing})
    if len(sent.reference.strip()) > LONGEST:
        text = say("A reference has at most {most} characters.", most=LONGEST)
        raise BadInput(text, fields={"reference": text})
    if sent.sat_at is None or sent.sat_at > now():
        when = say("Please say when the exam was sat; it cannot lie ahead.")
        raise BadInput(when, fields={"sat_at": when})


def _plan(row: OutsideList, scope: Scope) -> MarksPlan | CreditPlan:
    with open_file(file_of(row.file)) as stream:
        content = stream.read()
    if row.kind == "marks" and row.sat_at is not None:
        cells = list(rows_in(content, "marks", _lexicon(row, "marks")))
        occasion = Occasion(year=row.year, exam=row.exam, sat_at=row.sat_at, reference=row.reference)
        return plan_marks(cells, occasion, scope)
    cells = list(rows_in(content, "credit", _lexicon(row, "credit")))
    return plan_credit(cells, Entering(year=row.year, reason=row.reason, by=row.by_name), scope)


def _lexicon(row: OutsideList, kind: Kind) -> Lexicon:
    tenant = composition().registry.tenants[current_tenant()]
    place = tenant.place(row.area)
    return lexicon_of(kind, Reader("zh", place.words, tenant.zone), BUCKETS)


BUCKETS = ("required", "elective", "topical", "transferred", "sector")
"""Kinds of credit that cells may name in words; a year's rules say which of them are taken."""


def _scope_of(row: OutsideList) -> Scope:
    """What the administrator who sent the list sees, as the worker stands in for them."""
    viewer = Viewer(
        id=row.by,
        kind="administrator",
        name=row.by_name,
        role=cast("Role", row.role),
        unit=row.unit,
        area=row.area,
    )
    return scope_of(viewer)


def _tell(row: OutsideList, planned: Sequence[Planned]) -> None:
    row.rows = [_stored(one) for one in planned]
    found = Counter(one.what for one in planned)
    row.counts = {what: found[what] for what in WHATS}


def _stored(one: Planned) -> dict[str, Any]:
    return {
        "line": one.line,
        "account": one.account,
        "name": one.name,
        "what": one.what,
        "told": store_text(one.told),
        "why": [store_text(text) for text in one.why],
        "source": dict(one.source),
    }


def _restored(kept: Mapping[str, Any]) -> Planned:
    why = (restore_text(text) for text in kept["why"])
    return Planned(
        line=kept["line"],
        account=kept["account"],
        name=kept["name"],
        what=kept["what"],
        told=restore_text(kept["told"]),
        why=tuple(text for text in why if isinstance(text, Text)),
        source=kept["source"],
    )


def _counted(counts: Mapping[str, int]) -> dict[str, str]:
    return {name: str(count) for name, count in counts.items()}
