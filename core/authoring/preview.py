"""A course as a learner would see it, drafts included, before its release: nothing is opened and nothing counts."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for

from core.authoring.offers import rules_of
from core.authoring.scope import all_lessons
from core.bank.service import Editor
from core.courses import pages
from core.courses.media import around_text
from core.courses.service import Course, CourseProgress, LearnerYear, Lesson, work_of
from core.db import now
from core.decisions.facts import Person
from core.decisions.stored import restore_cite
from core.tenancy.tenant import Tenant
from core.web.richtext import render

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Looked:
    """A course in preview with what a learner of its audience would be told of it."""

    course: Course
    progress: CourseProgress
    year: LearnerYear | None


def look(editor: Editor, tenant: Tenant, row: Course) -> Looked:
    """Return a course for its preview: live and draft lessons as they stand, nothing done."""
    lessons = tuple(one for one in all_lessons(row.year, row.code) if one.state != "archived")
    progress = CourseProgress.untouched(row, lessons)
    rules = rules_of(editor, tenant)
    if rules is None or rules.study is None:
        return Looked(row, progress, None)
    person = Person(area=row.area, tier=next(iter(row.tiers), ""), sector=next(iter(row.sectors), ""))
    year = LearnerYear(learner=NOBODY, year=row.year, rules=rules, person=person, zone=tenant.zone, at=now())
    return Looked(row, progress, year)


def course_preview(looked: Looked) -> dict[str, Any]:
    """Return what the preview of a course shows."""
    return {
        "course": looked.course,
        "progress": looked.progress,
        "offers": pages.offers(looked.year, looked.progress) if looked.year else [],
        "cite": restore_cite(looked.course.cite),
        "lessons": lesson_links(looked, ""),
    }


def lesson_preview(looked: Looked, lesson: Lesson) -> dict[str, Any]:
    """Return what the preview of a lesson shows."""
    work = work_of(lesson.work)
    return course_preview(looked) | {
        "lesson": lesson,
        "text": render(lesson.text, lesson.format),
        **around_text(lesson),
        "work_text": pages.work_text(work),
        "lessons": lesson_links(looked, lesson.code),
        "rules": pages.what_counts(looked.year.study) if looked.year else [],
    }


def lesson_links(looked: Looked, current: str) -> list[dict[str, Any]]:
    """Return the lessons as their list shows them, leading on inside the preview."""
    code = looked.course.code
    return [
        {
            "title": one.title,
            "url": url_for(".frame", course=code, lesson=one.code) if one.code != current else "",
            "done": False,
            "current": one.code == current,
            "note": "",
        }
        for one in looked.progress.lessons
    ]
