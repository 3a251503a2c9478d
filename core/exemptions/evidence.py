"""The files that an exemption rests on: kept with it, and given out with an entry in the audit log for every reading."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import IO
from uuid import UUID

import sqlalchemy as sa

from core.audit.service import Actor, note
from core.db import db, now
from core.decisions.values import say
from core.errors import NotFound
from core.exemptions.models import EvidenceRow, ExemptionRow
from core.files.service import BadFile, StoredFile, keep_file

PURPOSE = "evidence"
MOST_FILES = 10
NO_FILE = say("There is no such file.")
TOO_MANY = say("An application holds at most {most} files.", most=MOST_FILES)
OF_FILE = sa.and_(StoredFile.tenant == EvidenceRow.tenant, StoredFile.id == EvidenceRow.file)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent."""

    stream: IO[bytes]
    name: str


def evidence_of(exemption: UUID) -> Sequence[StoredFile]:
    """Return the files of an exemption in the order in which they were added."""
    query = sa.select(StoredFile).join(EvidenceRow, OF_FILE).where(EvidenceRow.exemption == exemption)
    query = query.where(StoredFile.forgotten_at.is_(None))
    return db.session.scalars(query.order_by(EvidenceRow.added_at, StoredFile.name)).all()


def evidence_counts(exemptions: Collection[UUID]) -> dict[UUID, int]:
    """Return how many files each of some exemptions holds; those without any are left out."""
    query = sa.select(EvidenceRow.exemption, sa.func.count()).where(EvidenceRow.exemption.in_(exemptions))
    return dict(db.session.execute(query.group_by(EvidenceRow.exemption)).tuples().all())


def add_evidence(row: ExemptionRow, files: Sequence[Sent], by: Actor) -> None:
    """Keep files with an exemption in the caller's transaction; a bad one undoes it and raises BadFile."""
    try:
        _check_room(row, len(files))
        for one in files:
            kept = keep_file(one.stream, one.name, PURPOSE, by)
            db.session.add(EvidenceRow(exemption=row.id, file=kept.id, added_at=now()))
    except BadFile:
        db.session.rollback()
        raise


def read_evidence(row: ExemptionRow, file: UUID, reader: Actor) -> StoredFile:
    """Return a file of an exemption to somebody who may read it, enter the reading in the audit log, and commit.

    Raises NotFound for a file that is none of this exemption's.
    """
    found = next((one for one in evidence_of(row.id) if one.id == file), None)
    if found is None:
        raise NotFound(NO_FILE)
    note(reader, "read_evidence", str(row.learner), exemption=str(row.id), file=found.name)
    db.session.commit()
    return found


def _check_room(row: ExemptionRow, count: int) -> None:
    if len(evidence_of(row.id)) + count > MOST_FILES:
        raise BadFile(TOO_MANY)
