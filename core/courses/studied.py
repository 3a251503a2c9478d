"""What has been studied of a course: before anything of it is taken away, and beside what editors change."""

import sqlalchemy as sa

from core.courses.models import LessonProgress, Question, Ticket
from core.db import db


def learners_of_course(year: int, course: str) -> int:
    """Return how many learners have opened or finished anything of a course."""
    each = _rows(year, course).subquery()
    return db.session.scalar(sa.select(sa.func.count(each.c.learner.distinct()))) or 0


def learners_of_lessons(year: int, course: str) -> dict[str, int]:
    """Return how many learners have opened or finished each lesson of a course; lessons nobody has are left out."""
    each = _rows(year, course).subquery()
    counted = sa.select(each.c.lesson, sa.func.count(each.c.learner.distinct())).group_by(each.c.lesson)
    return dict(db.session.execute(counted).tuples().all())


def questions_of_course(year: int, course: str, lesson: str = "") -> int:
    """Return how many questions of the bank belong to a course, or to one of its lessons."""
    query = sa.select(sa.func.count(Question.code.distinct())).where(
        Question.year == year, Question.course == course
    )
    if lesson:
        query = query.where(Question.lesson == lesson)
    return db.session.scalar(query) or 0


def _rows(year: int, course: str) -> sa.CompoundSelect[tuple[object, str]]:
    opened, kept = (
        sa.select(table.learner, table.lesson).where(table.year == year, table.course == course)
        for table in (Ticket, LessonProgress)
    )
    return sa.union(opened, kept)
