"""Who may see a file of a lesson: learners who may study the lesson now, and editors of the course; nobody else knows of it."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from core.accounts.service import lies_in
from core.courses.attachments import NO_FILE
from core.courses.models import Course, Lesson, LessonFile
from core.courses.tickets import entry_verdict
from core.courses.words import LIBRARY
from core.courses.years import LearnerYear, learner_year
from core.db import db
from core.errors import NotFound
from core.files.service import StoredFile, file_of
from core.web.site import Viewer


def seen_file(viewer: Viewer, file: UUID) -> StoredFile:
    """Return a file that a lesson shows to this viewer; NotFound for every other."""
    found, shown = file_of(file), _lessons_showing(file)
    if not (_learner_sees(viewer, shown) if viewer.is_learner else _editor_sees(viewer, shown)):
        raise NotFound(NO_FILE)
    return found


def _lessons_showing(file: UUID) -> list[tuple[Lesson, Course]]:
    of_lesson = sa.and_(
        Lesson.tenant == LessonFile.tenant,
        Lesson.year == LessonFile.year,
        Lesson.course == LessonFile.course,
        Lesson.code == LessonFile.lesson,
    )
    of_course = sa.and_(
        Course.tenant == Lesson.tenant, Course.year == Lesson.year, Course.code == Lesson.course
    )
    query = sa.select(Lesson, Course).join(LessonFile, of_lesson).join(Course, of_course)
    return [(lesson, course) for lesson, course in db.session.execute(query.where(LessonFile.file == file))]


def _learner_sees(viewer: Viewer, shown: Iterable[tuple[Lesson, Course]]) -> bool:
    if viewer.learner_id is None:
        return False
    ly = learner_year(viewer.learner_id)
    live = [course for lesson, course in shown if lesson.state == course.state == "live"]
    return any(_open_to(ly, course) for course in live if ly.sees(course.area))


def _open_to(ly: LearnerYear, course: Course) -> bool:
    """The library is open all the year, and to everybody of its area."""
    return course.year == LIBRARY or (course.year == ly.year and entry_verdict(ly, course).met)


def _editor_sees(viewer: Viewer, shown: Iterable[tuple[Lesson, Course]]) -> bool:
    if not viewer.may("questions"):
        return False
    return any(lies_in(course.area, viewer.area) or lies_in(viewer.area, course.area) for _, course in shown)
