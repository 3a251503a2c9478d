"""What other domains may ask of files: to keep one, to find one, to read a stretch of it, to forget it.

A file is kept in the caller's transaction, together with what it is kept for. Content of a transaction that
never came to its commit, and of files forgotten, lies there until the next sweep and is reachable by nobody.
"""

import re
from pathlib import PurePath, PureWindowsPath
from typing import IO, BinaryIO
from uuid import UUID, uuid4

import sqlalchemy as sa

from core.audit.service import Actor
from core.db import db, now
from core.decisions.values import say
from core.errors import NotFound
from core.files.delivery import send
from core.files.drafts import Draft, received
from core.files.families import BadFile, Family, Found
from core.files.models import StoredFile
from core.files.purposes import PURPOSES, Purpose
from core.files.shelf import drafts, purpose_of, shelf
from core.files.sweeping import sweep
from core.files.uploads import init_files, sent_file, takes_file
from core.tenancy.scope import current_tenant

__all__ = [
    "PURPOSES",
    "BadFile",
    "Family",
    "Found",
    "Purpose",
    "StoredFile",
    "file_of",
    "forget_file",
    "init_files",
    "keep_file",
    "open_file",
    "purpose_of",
    "send",
    "sent_file",
    "sweep",
    "takes_file",
]

NO_FILE = say("There is no such file.")
FULL = say("The space for this site's files is used up. Please delete files that are not needed any more.")
LONGEST_NAME = 120
UNWANTED = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
"""Signs that no system wants in a name, and those that turn the direction of reading to hide an ending."""


def keep_file(stream: IO[bytes], name: str, purpose: str, by: Actor) -> StoredFile:
    """Check a content and keep it in the caller's transaction, who commits; raises BadFile that says what is wrong.

    ``purpose`` is a name in PURPOSES. The stream is read once, piece by piece.
    """
    use = purpose_of(purpose)
    with received(stream, drafts(), use) as draft:
        _check_space(draft.size)
        row = _row(draft, name, use, by)
        db.session.add(row)
        db.session.flush()
        shelf().storage.put(row.key, draft.path)
    return row


def file_of(file: UUID) -> StoredFile:
    """Return a kept file of the tenant in scope; NotFound for every other and for one that was forgotten."""
    query = sa.select(StoredFile).where(StoredFile.id == file, StoredFile.forgotten_at.is_(None))
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound(NO_FILE)
    return row


def open_file(file: StoredFile, start: int = 0, length: int | None = None) -> BinaryIO:
    """Open a stretch of a file's content, to be closed by the caller; raises NotFound."""
    return shelf().storage.open(file.key, start, file.size - start if length is None else length)


def forget_file(file: UUID) -> None:
    """Forget a file in the caller's transaction; nobody finds it from then on, and the next sweep deletes its content."""
    file_of(file).forgotten_at = now()


def clean_name(name: str, ending: str) -> str:
    """Return a file's name without folders and odd signs, with the ending of what it is."""
    last = PureWindowsPath(PurePath(name).name).name
    stem = UNWANTED.sub(" ", PurePath(last).stem).strip(" .")[:LONGEST_NAME]
    return f"{stem or 'file'}.{ending}"


def _row(draft: Draft, name: str, purpose: Purpose, by: Actor) -> StoredFile:
    found = draft.found
    return StoredFile(
        tenant=current_tenant(),
        id=uuid4(),
        name=clean_name(name, found.ending),
        media_type=found.media_type,
        family=found.family.value,
        size=draft.size,
        sha256=draft.sha256,
        seconds=found.seconds,
        width=found.width,
        height=found.height,
        purpose=purpose.name,
        uploaded_by=by.id,
        uploaded_by_name=by.name,
        uploaded_at=now(),
    )


def _check_space(size: int) -> None:
    """Two uploads at once may together pass the limit by one of them; a lock would make them wait for each other's content."""
    used = sa.select(sa.func.sum(StoredFile.size)).where(StoredFile.forgotten_at.is_(None))
    if int(db.session.scalar(used) or 0) + size > shelf().most_of_tenant:
        raise BadFile(FULL)
