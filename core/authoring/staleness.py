"""Lessons whose source work was marked as changed after somebody last held them against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from core.authoring.scope import may_write, readable
from core.bank.service import Editor, changed_works, concerns
from core.courses.service import Course, Lesson
from core.db import db


@dataclass(frozen=True, slots=True)
class StaleLesson:
    """A lesson to be reviewed, with the change that made it so."""

    course: Course
    lesson: Lesson
    since: date
    why: str


def stale_lessons(editor: Editor, course: str = "") -> list[StaleLesson]:
    """Return the editor's own lessons that wait for a review, of one course or of all, in order."""
    changes = [change for change in changed_works(editor.year) if _reaches(editor, change.area)]
    if not changes:
        return []
    found = []
    for parent, lesson in _treating(editor, {change.title for change in changes}, course):
        later = (one for one in changes if one.at > lesson.reviewed_at and concerns(one, lesson.work))
        change = next(later, None)
        if change is not None and may_write(editor, parent):
            found.append(StaleLesson(parent, lesson, change.since, change.note))
    return found


def _reaches(editor: Editor, area: str) -> bool:
    """A change that the province marked concerns the areas' lessons too; an area's concerns its own."""
    return editor.sees(area) or not area or editor.area.startswith(f"{area}/")


def _treating(editor: Editor, titles: set[str], course: str) -> Sequence[sa.Row[tuple[Course, Lesson]]]:
    same = sa.and_(Course.tenant == Lesson.tenant, Course.year == Lesson.year, Course.code == Lesson.course)
    query = (
        sa.select(Course, Lesson)
        .join(Lesson, same)
        .where(Course.year == editor.year, readable(editor), Lesson.state != "archived")
        .where(Course.state != "archived", Lesson.work["title"].as_string().in_(titles))
        .order_by(Course.position, Course.code, Lesson.position)
    )
    if course:
        query = query.where(Course.code == course)
    return db.session.execute(query).all()
