"""The authors' cast: the bank's editors, with courses to write."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import sqlalchemy as sa
from flask import Flask

from core.authoring.drafts import CourseDraft, LessonDraft
from core.authoring.lessons import add_lesson
from core.authoring.offers import Offers, offers_of
from core.authoring.scope import Seen
from core.authoring.writing import add_course, publish
from core.bank.scope import Editor
from core.courses.models import Course, Lesson
from core.courses.service import Work
from core.db import db
from tests.core.bank.world import browser_of, desk
from tests.sites import scope_of_site

__all__ = ["COURSE", "LESSON", "author", "browser_of", "course_row", "desk", "lesson_row", "seen", "written"]

COURSE = CourseDraft(code="c1", title="宪法学习", category="宪法", bucket="required")
LESSON = LessonDraft(
    title="第一课",
    text="<p>国家的一切权力属于人民。</p>",
    format="html",
    work=Work(title="中华人民共和国宪法", article="第二条"),
)


@contextmanager
def author(app: Flask, account: str = "editor", host: str = "east") -> Iterator[tuple[Editor, Offers]]:
    """Work as an author: in their site's scope, with what their forms offer."""
    with scope_of_site(app, host) as site, desk(app, account, host) as (editor, _):
        yield editor, offers_of(editor, site.the_tenant)


def written(
    app: Flask, *, draft: CourseDraft = COURSE, lessons: int = 2, live: bool = True, account: str = "editor",
    host: str = "east",
) -> Seen:  # fmt: skip
    """Write a course with lessons, published or a draft."""
    with author(app, account, host) as (editor, offers):
        row = add_course(editor, replace(draft, area=editor.area), offers)
        for number in range(1, lessons + 1):
            add_lesson(editor, row.code, replace(LESSON, title=f"第{number}课"), offers)
        if live:
            publish(editor, Seen(row.code, row.edits))
    return seen(app, draft.code)


def seen(app: Flask, code: str, lesson: str = "") -> Seen:
    row = lesson_row(app, code, lesson) if lesson else course_row(app, code)
    return Seen(code, row.edits, lesson)


def course_row(app: Flask, code: str, year: int = 2024) -> Course:
    with scope_of_site(app, "east"):
        query = sa.select(Course).where(Course.code == code, Course.year == year)
        return db.session.scalars(query.execution_options(populate_existing=True)).one()


def lesson_row(app: Flask, code: str, lesson: str) -> Lesson:
    with scope_of_site(app, "east"):
        query = sa.select(Lesson).where(Lesson.course == code, Lesson.code == lesson, Lesson.year == 2024)
        return db.session.scalars(query.execution_options(populate_existing=True)).one()
