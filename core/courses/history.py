"""Study that happened before it came here: lessons finished and minutes spent at known instants, judged by the year's rules.

An outside platform's data comes in this way, and so does the demo's. Each act is credited by the same decisions as
one that happens now, with its own instant; nothing that lies ahead is taken.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from core.courses.catalogue import Shelf
from core.courses.entries import Act, Book, Entry, credit_entry, minutes_entry
from core.courses.ledger import lock_year, read_book, write
from core.courses.models import Course, FinishedCourse, LessonProgress
from core.courses.years import LearnerYear
from core.db import db
from core.decisions.credit import Event
from core.decisions.values import say
from core.errors import BadInput
from core.tenancy.announce import announce

SECONDS = 60


@dataclass(frozen=True, slots=True)
class PastLesson:
    """A lesson that was studied for some minutes and finished at an instant."""

    course: str
    lesson: str
    at: datetime
    minutes: int = 10


def enter_history(ly: LearnerYear, shelf: Shelf, done: Sequence[PastLesson], *, commit: bool = True) -> int:
    """Enter past lessons for a learner who has none of them yet, and commit; returns how many ledger rows it made.

    ``shelf`` holds the learner's courses. Raises BadInput for a lesson that is not on it or an instant ahead of now.
    """
    courses = {course.code: course for course in shelf.courses}
    _check(ly, shelf, done)
    lock_year(ly.learner, ly.year)
    book = read_book(ly.learner, ly.year)
    entries: list[Entry] = []
    left = {code: {lesson.code for lesson in shelf.lessons_of(code)} for code in courses}
    ended: list[tuple[Course, datetime]] = []
    for past in sorted(done, key=lambda one: one.at):
        course = courses[past.course]
        entries += _entries(ly, book, course, past)
        left[past.course].discard(past.lesson)
        if not left[past.course]:
            entries += _course_end(ly, book, course, past.at)
            ended.append((course, past.at))
    _keep_progress(ly, done, ended)
    write(ly.learner, ly.year, entries)
    if commit:
        db.session.commit()
        announce("learner.studied", ly.learner, ly.year)
    return len(entries)


def _check(ly: LearnerYear, shelf: Shelf, done: Iterable[PastLesson]) -> None:
    known = {
        (course.code, lesson.code) for course in shelf.courses for lesson in shelf.lessons_of(course.code)
    }
    for past in done:
        if (past.course, past.lesson) not in known:
            raise BadInput(
                say("There is no lesson {lesson} in {course}.", lesson=past.lesson, course=past.course)
            )
        if past.at > ly.at:
            raise BadInput(say("Study at {when} lies ahead of now.", when=past.at))


def _entries(ly: LearnerYear, book: Book, course: Course, past: PastLesson) -> list[Entry]:
    act = Act(released=course.released)
    spent = Event(
        kind="minutes",
        at=past.at,
        amount=Decimal(past.minutes),
        bucket=course.bucket,
        course=course.code,
        lesson=past.lesson,
        category=course.category,
    )
    earned = credit_entry(ly.study, ly.zone, book, spent, act)
    minutes = minutes_entry(spent, earned, ly.zone, ly.study.presence.cite, act)
    finished = credit_entry(ly.study, ly.zone, book, _event(course, "lesson", past.at, past.lesson), act)
    return [entry for entry in (minutes, earned, finished) if entry is not None]


def _course_end(ly: LearnerYear, book: Book, course: Course, at: datetime) -> list[Entry]:
    act = Act(released=course.released)
    entry = credit_entry(ly.study, ly.zone, book, _event(course, "course", at, ""), act)
    return [] if entry is None else [entry]


def _event(course: Course, kind: str, at: datetime, lesson: str) -> Event:
    return Event(
        kind="lesson" if kind == "lesson" else "course",
        at=at,
        bucket=course.bucket,
        course=course.code,
        lesson=lesson,
        category=course.category,
        worth=course.worth if kind == "course" else None,
    )


def _keep_progress(
    ly: LearnerYear, done: Sequence[PastLesson], ended: Sequence[tuple[Course, datetime]]
) -> None:
    rows = [
        {**_of(ly.learner, ly.year, past.course), "lesson": past.lesson, "finished_at": past.at}
        | {"seconds": past.minutes * SECONDS}
        for past in done
    ]
    if rows:
        db.session.execute(sa.insert(LessonProgress), rows)
    finished = [
        {**_of(ly.learner, ly.year, course.code), "finished_at": at, "day": at.astimezone(ly.zone).date()}
        for course, at in ended
    ]
    if finished:
        db.session.execute(sa.insert(FinishedCourse), finished)


def _of(learner: UUID, year: int, course: str) -> dict[str, object]:
    return {"learner": learner, "year": year, "course": course}
