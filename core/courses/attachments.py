"""Files of a lesson: attached in the caller's transaction, shown in order, taken away again.

Those who author courses call these; they commit what they do together with the rest of their act.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast, get_args
from uuid import UUID

import sqlalchemy as sa

from core.courses.models import Lesson, LessonFile
from core.db import db
from core.decisions.values import say
from core.errors import BadInput, NotFound
from core.files.service import Family, StoredFile, file_of, forget_file

Role: TypeAlias = Literal["video", "audio", "pdf", "image", "download"]
ROLES: tuple[Role, ...] = get_args(Role)
SHOWN_AS: Mapping[str, Role] = {
    Family.VIDEO: "video",
    Family.AUDIO: "audio",
    Family.PDF: "pdf",
    Family.IMAGE: "image",
}
"""What files of a family are shown as; all others are downloads, and every file may be one."""

MOST_FILES = 30
LONGEST_TITLE = 120
NO_FILE = say("This lesson has no such file.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file as a lesson shows it."""

    file: StoredFile
    role: Role
    title: str
    position: int


def attach_file(lesson: Lesson, file: StoredFile, title: str = "", role: Role | None = None) -> LessonFile:
    """Put a kept file behind the others of a lesson, in the caller's transaction.

    Without a role it is shown as what it is; without a title under its name. Raises BadInput for a role that
    does not suit the file, and for more than MOST_FILES.
    """
    there = files_of_lesson(lesson)
    if len(there) >= MOST_FILES:
        raise BadInput(say("A lesson has at most {most} files.", most=MOST_FILES))
    row = LessonFile(
        year=lesson.year,
        course=lesson.course,
        lesson=lesson.code,
        file=file.id,
        position=max((one.position for one in there), default=0) + 1,
        role=_suiting(file, role),
        title=_title(file, title),
    )
    db.session.add(row)
    db.session.flush()
    return row


def describe_file(lesson: Lesson, file: UUID, title: str, role: Role | None = None) -> None:
    """Give a lesson's file another title or role, in the caller's transaction; raises NotFound, BadInput."""
    row, kept = _row_of(lesson, file), file_of(file)
    row.title, row.role = _title(kept, title), _suiting(kept, role)


def detach_file(lesson: Lesson, file: UUID) -> None:
    """Take a file off a lesson, in the caller's transaction; one that no other lesson shows is forgotten. NotFound."""
    _row_of(lesson, file)
    db.session.execute(sa.delete(LessonFile).where(*_of(lesson), LessonFile.file == file))
    if db.session.scalar(sa.select(sa.func.count()).where(LessonFile.file == file)) == 0:
        forget_file(file)


def order_files(lesson: Lesson, files: Sequence[UUID]) -> None:
    """Bring a lesson's files into this order, in the caller's transaction; raises BadInput unless each is named once."""
    rows = {row.file: row for row in db.session.scalars(sa.select(LessonFile).where(*_of(lesson)))}
    if sorted(files) != sorted(rows):
        raise BadInput(say("The files of this lesson have changed meanwhile. Please load the page again."))
    for position, file in enumerate(files, start=1):
        rows[file].position = position


def files_of_lesson(lesson: Lesson) -> tuple[Attached, ...]:
    """Return a lesson's files in order."""
    return tuple(_attached(row, file) for row, file in db.session.execute(_found(lesson)))


def attached_file(lesson: Lesson, file: UUID) -> Attached:
    """Return one file of a lesson; NotFound when the lesson does not show it."""
    found = db.session.execute(_found(lesson).where(LessonFile.file == file)).one_or_none()
    if found is None:
        raise NotFound(NO_FILE)
    return _attached(*found)


def _found(lesson: Lesson) -> sa.Select[tuple[LessonFile, StoredFile]]:
    same = sa.and_(StoredFile.tenant == LessonFile.tenant, StoredFile.id == LessonFile.file)
    query = sa.select(LessonFile, StoredFile).join(StoredFile, same).where(*_of(lesson))
    return query.where(StoredFile.forgotten_at.is_(None)).order_by(LessonFile.position, LessonFile.file)


def _of(lesson: Lesson) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        LessonFile.year == lesson.year,
        LessonFile.course == lesson.course,
        LessonFile.lesson == lesson.code,
    )


def _row_of(lesson: Lesson, file: UUID) -> LessonFile:
    row = db.session.scalars(sa.select(LessonFile).where(*_of(lesson), LessonFile.file == file)).one_or_none()
    if row is None:
        raise NotFound(NO_FILE)
    return row


def _attached(row: LessonFile, file: StoredFile) -> Attached:
    return Attached(file=file, role=cast("Role", row.role), title=row.title, position=row.position)


def _suiting(file: StoredFile, role: Role | None) -> Role:
    usual = SHOWN_AS.get(file.family, "download")
    if role not in {None, usual, "download"}:
        raise BadInput(say("The file {name} cannot be shown in this way.", name=file.name))
    return role or usual


def _title(file: StoredFile, title: str) -> str:
    return " ".join(title.split())[:LONGEST_TITLE] or file.name.rpartition(".")[0]
