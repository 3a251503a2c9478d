"""Taking over courses of an earlier year as drafts: same codes, same lessons, with what this year does not know left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from core.audit.service import note
from core.authoring.offers import Offers
from core.authoring.scope import all_lessons, course_here, may_write, readable, subject_of
from core.bank.service import Editor
from core.courses.service import Course, Lesson, attach_file, files_of_lesson
from core.courses.words import LIBRARY
from core.db import db, now
from core.decisions.values import Text, say

LIKE = ("code", "title", "position", "text", "format", "work")
"""What a lesson takes over; its worth is the old year's."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What came of copying: how many courses, and those left where they are, with the reason."""

    done: int
    left: tuple[tuple[str, Text], ...]


def earlier_years(editor: Editor) -> Sequence[int]:
    """Return the years before the editor's that have courses of theirs, the last first; the library is none."""
    query = sa.select(Course.year).where(Course.year < editor.year, Course.year != LIBRARY, readable(editor))
    return db.session.scalars(query.distinct().order_by(Course.year.desc())).all()


def copyable(editor: Editor, year: int) -> Sequence[Course]:
    """Return the courses of an earlier year that the editor may take over: live and archived ones of their own."""
    query = sa.select(Course).where(Course.year == year, Course.state != "draft", readable(editor))
    rows = db.session.scalars(query.order_by(Course.position, Course.code))
    return [row for row in rows if may_write(editor, row)]


def taken(editor: Editor, codes: Sequence[str]) -> frozenset[str]:
    """Return which of the codes the editor's year has already, whoever's they are."""
    query = sa.select(Course.code).where(Course.year == editor.year, Course.code.in_(codes))
    return frozenset(db.session.scalars(query))


def copy_courses(editor: Editor, year: int, codes: Sequence[str], offers: Offers) -> Copied:
    """Copy courses of an earlier year into this one as drafts, and commit."""
    there, left, done = taken(editor, codes), [], 0
    for code in dict.fromkeys(codes):
        row = course_here(editor, code, year)
        if code in there or not may_write(editor, row):
            left.append((row.title, say("This year has a course with the code {code} already.", code=code)))
            continue
        _copy(editor, row, offers)
        done += 1
    db.session.commit()
    return Copied(done, tuple(left))


def _copy(editor: Editor, row: Course, offers: Offers) -> None:
    made = Course(
        year=editor.year,
        code=row.code,
        area=row.area,
        title=row.title,
        category=row.category,
        bucket=row.bucket if row.bucket in offers.buckets else offers.buckets[0],
        tiers=[tier for tier in row.tiers if tier in offers.tiers],
        sectors=[sector for sector in row.sectors if sector in offers.sectors],
        position=row.position,
        state="draft",
        edited_by_name=editor.actor.name,
        edited_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    lessons = [one for one in all_lessons(row.year, row.code) if one.state == "live"]
    for lesson in lessons:
        _copy_lesson(editor, lesson)
    note(editor.actor, "course_copy", subject_of(made), title=made.title, year=str(row.year))


def _copy_lesson(editor: Editor, lesson: Lesson) -> None:
    like = {name: getattr(lesson, name) for name in LIKE}
    made = Lesson(
        year=editor.year,
        course=lesson.course,
        state="draft",
        reviewed_at=lesson.reviewed_at,
        edited_by_name=editor.actor.name,
        edited_at=now(),
        **like,
    )
    db.session.add(made)
    db.session.flush()
    for one in files_of_lesson(lesson):
        attach_file(made, one.file, one.title, one.role)
