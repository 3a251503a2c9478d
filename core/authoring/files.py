"""What editors do to the files of a lesson: add, take off, put in order. A course copied from another year shares them."""

from collections.abc import Sequence
from typing import IO
from uuid import UUID

from core.audit.service import note
from core.authoring.scope import lesson_here, own_course, subject_of
from core.bank.service import Editor
from core.courses.service import Lesson, attach_file, attached_file, detach_file, order_files
from core.db import db
from core.files.service import keep_file

PURPOSE = "lesson"


def add_file(editor: Editor, lesson: Lesson, stream: IO[bytes], name: str, title: str) -> UUID:
    """Check a content, keep it, put it behind the lesson's other files and commit; BadFile says what is wrong with it."""
    file = keep_file(stream, name, PURPOSE, editor.actor)
    attach_file(lesson, file, title)
    note(editor.actor, "lesson_file_add", subject_of(lesson), lesson=lesson.code, title=file.name)
    db.session.commit()
    return file.id


def take_off(editor: Editor, lesson: Lesson, file: UUID) -> None:
    """Take a file off a lesson and commit; one that no other lesson shows is forgotten."""
    name = attached_file(lesson, file).file.name
    detach_file(lesson, file)
    note(editor.actor, "lesson_file_delete", subject_of(lesson), lesson=lesson.code, title=name)
    db.session.commit()


def put_files_in_order(editor: Editor, lesson: Lesson, files: Sequence[UUID]) -> None:
    """Bring a lesson's files into this order and commit; BadInput unless each is named once."""
    order_files(lesson, files)
    note(editor.actor, "lesson_file_change", subject_of(lesson), lesson=lesson.code, title=lesson.title)
    db.session.commit()


def own_lesson(editor: Editor, course: str, lesson: str) -> Lesson:
    """Return a lesson of a course that the editor writes; NotFound for every other."""
    return lesson_here(own_course(editor, course), lesson)
