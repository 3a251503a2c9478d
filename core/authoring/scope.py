"""Which courses an editor sees and which they write: their place's and those below it; of the places above, to read."""

from dataclasses import dataclass

import sqlalchemy as sa

from core.bank.service import Editor
from core.courses.service import Course, Lesson
from core.db import db
from core.decisions.values import say
from core.errors import NotFound, Refused

NO_COURSE = say("There is no such course here.")
NO_LESSON = say("There is no such lesson here.")
MEANWHILE = say("Somebody else has changed this meanwhile. Nothing of yours was saved.")


@dataclass(frozen=True, slots=True)
class Seen:
    """A course, or a lesson of it, and its count of edits that an editor had before them."""

    course: str
    edits: int
    lesson: str = ""


def above(area: str) -> tuple[str, ...]:
    """Return the places above an area, the province ("") first; none above the province."""
    steps = area.split("/") if area else []
    return tuple("/".join(steps[:depth]) for depth in range(len(steps)))


def may_write(editor: Editor, row: Course) -> bool:
    """Tell whether a course is the editor's to change; one of a place above is theirs to read alone."""
    return editor.sees(row.area)


def readable(editor: Editor) -> sa.ColumnElement[bool]:
    """Return the condition on courses that an editor sees."""
    if not editor.area:
        return sa.true()
    below = Course.area.startswith(f"{editor.area}/", autoescape=True)
    return sa.or_(Course.area == editor.area, below, Course.area.in_(above(editor.area)))


def course_here(editor: Editor, code: str, year: int | None = None) -> Course:
    """Return a course that the editor sees; NotFound for every other, whether it exists or not."""
    query = sa.select(Course).where(
        Course.year == (year or editor.year), Course.code == code, readable(editor)
    )
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound(NO_COURSE)
    return row


def own_course(editor: Editor, code: str) -> Course:
    """Return a course that the editor writes; NotFound for every other."""
    row = course_here(editor, code)
    if not may_write(editor, row):
        raise NotFound(NO_COURSE)
    return row


def locked_course(editor: Editor, seen: Seen) -> Course:
    """Return the editor's own course, locked; Refused when somebody has changed it since they saw it."""
    query = sa.select(Course).where(Course.year == editor.year, Course.code == seen.course)
    row = db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if row is None or not may_write(editor, row):
        raise NotFound(NO_COURSE)
    if row.edits != seen.edits:
        raise Refused(MEANWHILE, code="changed_meanwhile")
    return row


def locked_lesson(editor: Editor, seen: Seen) -> Lesson:
    """Return a lesson of the editor's own course, locked; Refused when somebody has changed it since they saw it."""
    own_course(editor, seen.course)
    query = sa.select(Lesson).where(Lesson.year == editor.year, Lesson.course == seen.course)
    locked = query.where(Lesson.code == seen.lesson).with_for_update()
    row = db.session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(NO_LESSON)
    if row.edits != seen.edits:
        raise Refused(MEANWHILE, code="changed_meanwhile")
    return row


def all_lessons(year: int, course: str) -> list[Lesson]:
    """Return a course's lessons in order, drafts and archived ones too."""
    query = sa.select(Lesson).where(Lesson.year == year, Lesson.course == course)
    return list(db.session.scalars(query.order_by(Lesson.position, Lesson.code)))


def lesson_here(row: Course, code: str) -> Lesson:
    """Return a lesson of a course, whatever its state; NotFound when there is none."""
    query = sa.select(Lesson).where(Lesson.year == row.year, Lesson.course == row.code, Lesson.code == code)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(NO_LESSON)
    return found


def subject_of(row: Course | Lesson) -> str:
    """Return what the audit trail calls a course; its lessons are told of with it."""
    code = row.code if isinstance(row, Course) else row.course
    return f"course/{row.year}/{code}"
