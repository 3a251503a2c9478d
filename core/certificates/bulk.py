"""Certificates in bulk: for all who earned one in a unit and below it, with their papers in ZIPs at the end."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Any
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile

import sqlalchemy as sa

from core.accounts.service import Scope, Unit, learner, subtree
from core.audit.service import Actor
from core.certificates.earners import earners_in
from core.certificates.issuing import Asking, issue
from core.certificates.models import Archive, Batch, CertificateRow
from core.certificates.printing import file_name, pdf_of
from core.db import db
from core.decisions.stored import restore_line, store_line
from core.decisions.values import Line, say
from core.errors import NotFound, Refused
from core.jobs import job_progress

PAPERS_IN_PART = 500
"""About 30 MB."""
STEP = 10
"""So many certificates are made between two reports."""
Report = Callable[[int, int], None]
"""Says how many of how many certificates are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One ZIP: its number from 1, and how many papers are in it."""

    number: int
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Somebody who has earned a certificate and did not get it, with what stands in the way."""

    account: str
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchState:
    """How far a batch has come, and what came of it."""

    batch: Batch
    state: str
    """waiting, running, done or failed, as the job says; done when the job is long forgotten."""
    done: int
    total: int
    parts: tuple[Part, ...]
    left: tuple[Left, ...]

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in {"done", "failed"}

    @property
    def papers(self) -> int:
        """How many papers there are to download."""
        return sum(part.papers for part in self.parts)


def batch_in(scope: Scope, batch: UUID) -> Batch:
    """Return a batch of a unit that an administrator sees; NotFound for every other."""
    row = _batch(batch)
    if row is None or row.unit not in scope.units:
        raise NotFound(say("There is no such list of certificates here."))
    return row


def batches_in(scope: Scope, most: int = 5) -> Sequence[Batch]:
    """Return the newest batches of an administrator's units."""
    query = sa.select(Batch).where(Batch.unit.in_(scope.units)).order_by(Batch.asked_at.desc())
    return db.session.scalars(query.limit(most)).all()


def state_of(batch: Batch) -> BatchState:
    """Return how far a batch has come."""
    query = sa.select(Archive.part, Archive.papers).where(Archive.batch == batch.id).order_by(Archive.part)
    parts = tuple(Part(number=number, papers=papers) for number, papers in db.session.execute(query))
    left = tuple(_left(kept) for kept in batch.refused)
    try:
        job = job_progress(batch.progress)
    except NotFound:  # the account of a job is forgotten after some days
        return BatchState(batch=batch, state="done", done=0, total=0, parts=parts, left=left)
    return BatchState(
        batch=batch, state=job.state, done=job.done, total=job.total or 0, parts=parts, left=left
    )


def archive_of(batch: Batch, part: int) -> bytes:
    """Return a ZIP of a batch; NotFound when it was never made or is forgotten."""
    query = sa.select(Archive.content).where(Archive.batch == batch.id, Archive.part == part)
    content = db.session.execute(query).scalar_one_or_none()
    if content is None:
        raise NotFound(say("These papers are no longer kept. Issue in bulk again to get them."))
    return bytes(content)


def carry_out(batch: UUID, report: Report) -> None:
    """Issue a batch's certificates one by one, each committed, and keep their papers; repeated, it comes to the same end."""
    row = _batch(batch)
    if row is None:
        return
    asking = Asking(by="administrator", actor=Actor(row.asked_by, row.asked_by_name), address=row.address)
    learners = [one.learner for one in earners_in(units_below(row.unit))]
    db.session.execute(sa.delete(Archive).where(Archive.batch == batch))
    refused: list[Any] = []
    issued = _issued(learners, asking, refused, report)
    for number, chunk in enumerate(_chunks(issued, PAPERS_IN_PART), start=1):
        content = _zip(chunk)
        db.session.add(Archive(batch=batch, part=number, papers=len(chunk), content=content))
        db.session.commit()
        db.session.expunge_all()
    db.session.execute(sa.update(Batch).where(Batch.id == batch).values(refused=refused))
    db.session.commit()


def _issued(
    learners: Sequence[UUID], asking: Asking, refused: list[Any], report: Report
) -> Iterator[CertificateRow]:
    for number, one in enumerate(learners):
        if number % STEP == 0:
            report(number, len(learners))
        try:
            yield issue(one, asking)
        except Refused as fault:
            db.session.rollback()
            refused.append(_kept(one, fault))
    report(len(learners), len(learners))


def _chunks(rows: Iterator[CertificateRow], most: int) -> Iterator[list[CertificateRow]]:
    while chunk := list(islice(rows, most)):
        yield chunk


def _kept(one: UUID, fault: Refused) -> dict[str, Any]:
    person = learner(one)
    lines = fault.verdict.failing if fault.verdict else ()
    return {"account": person.account, "name": person.name, "lines": [store_line(line) for line in lines]}


def _left(kept: dict[str, Any]) -> Left:
    lines = tuple(restore_line(line) for line in kept["lines"])
    return Left(account=kept["account"], name=kept["name"], lines=lines)


def _zip(rows: Iterable[CertificateRow]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for row in rows:
            archive.writestr(file_name(row), pdf_of(row))
    return file.getvalue()


def _batch(batch: UUID) -> Batch | None:
    return db.session.scalars(sa.select(Batch).where(Batch.id == batch)).one_or_none()


def units_below(unit: str) -> frozenset[str]:
    """Return the codes of a unit and all below it."""
    return subtree(unit, _parents())


def units_in(scope: Scope) -> Sequence[Unit]:
    """Return the units that an administrator sees, by code."""
    return db.session.scalars(sa.select(Unit).where(Unit.code.in_(scope.units)).order_by(Unit.code)).all()


def _parents() -> dict[str, str | None]:
    return dict(db.session.execute(sa.select(Unit.code, Unit.parent)).tuples().all())
