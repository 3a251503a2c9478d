"""Study that happened before it came here: lessons finished and minutes spent at known instants, judged by the year's rules.

An outside platform's data comes in this way, and so does the demo's. Each act is credited by the same decisions as
one that happens now, with its own instant; nothing that lies ahead is taken.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from core.courses.catalogue import Shelf
from core.courses.entries import Act, Book, Entry, credit_entry, minutes_entry
from core.courses.ledger import lock_years, read_books, write_many
from core.courses.models import Course, FinishedCourse, LessonProgress
from core.courses.years import LearnerYear
from core.db import db
from core.decisions.credit import Event
from core.decisions.values import say
from core.errors import BadInput
from core.tenancy.announce import announce_all
from core.tenancy.rows import enter_rows

SECONDS = 60


@dataclass(frozen=True, slots=True)
class PastLesson:
    """A lesson that was studied for some minutes and finished at an instant."""

    course: str
    lesson: str
    at: datetime
    minutes: int = 10


@dataclass(frozen=True, slots=True)
class PastYear:
    """What one learner has done so far; ``shelf`` holds the learner's courses."""

    ly: LearnerYear
    shelf: Shelf
    done: Sequence[PastLesson]


@dataclass(frozen=True, slots=True)
class Told:
    """The entries that a past year makes, and the courses that ended in it."""

    entries: list[Entry]
    ended: list[tuple[Course, datetime]]


def enter_history(ly: LearnerYear, shelf: Shelf, done: Sequence[PastLesson]) -> int:
    """Enter past lessons for a learner who has none of them yet, and commit; returns how many ledger rows it made.

    Raises BadInput for a lesson that is not on the shelf or an instant ahead of now.
    """
    return enter_histories(ly.year, [PastYear(ly, shelf, done)])


def enter_histories(year: int, pasts: Sequence[PastYear]) -> int:
    """Do the same for many learners' one year, all or none, in a few statements."""
    for past in pasts:
        _check(past)
    learners = [past.ly.learner for past in pasts]
    lock_years(learners, year)
    books = read_books(learners, year)
    told = {past.ly.learner: _told(past, books[past.ly.learner]) for past in pasts}
    _keep_progress(pasts, told)
    write_many({learner: one.entries for learner, one in told.items()}, year)
    db.session.commit()
    announce_all("learner.studied", learners, year)
    return sum(len(one.entries) for one in told.values())


def _told(year: PastYear, book: Book) -> Told:
    courses = {course.code: course for course in year.shelf.courses}
    left = {code: {lesson.code: lesson for lesson in year.shelf.lessons_of(code)} for code in courses}
    told = Told([], [])
    for past in sorted(year.done, key=lambda one: one.at):
        course = courses[past.course]
        lesson = left[past.course].pop(past.lesson, None)
        told.entries.extend(_entries(year.ly, book, course, past, lesson.worth if lesson else None))
        if not left[past.course]:
            told.entries.extend(_course_end(year.ly, book, course, past.at))
            told.ended.append((course, past.at))
    return told


def _check(year: PastYear) -> None:
    ly, shelf = year.ly, year.shelf
    known = {
        (course.code, lesson.code) for course in shelf.courses for lesson in shelf.lessons_of(course.code)
    }
    for past in year.done:
        if (past.course, past.lesson) not in known:
            raise BadInput(
                say("There is no lesson {lesson} in {course}.", lesson=past.lesson, course=past.course)
            )
        if past.at > ly.at:
            raise BadInput(say("Study at {when} lies ahead of now.", when=past.at))


def _entries(
    ly: LearnerYear, book: Book, course: Course, past: PastLesson, worth: Decimal | None
) -> list[Entry]:
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
    end = _event(course, "lesson", past.at, past.lesson, worth)
    finished = credit_entry(ly.study, ly.zone, book, end, act)
    return [entry for entry in (minutes, earned, finished) if entry is not None]


def _course_end(ly: LearnerYear, book: Book, course: Course, at: datetime) -> list[Entry]:
    act = Act(released=course.released)
    entry = credit_entry(ly.study, ly.zone, book, _event(course, "course", at, "", course.worth), act)
    return [] if entry is None else [entry]


def _event(
    course: Course, kind: Literal["lesson", "course"], at: datetime, lesson: str, worth: Decimal | None
) -> Event:
    return Event(
        kind=kind,
        at=at,
        bucket=course.bucket,
        course=course.code,
        lesson=lesson,
        category=course.category,
        worth=worth,
    )


def _keep_progress(pasts: Iterable[PastYear], told: Mapping[UUID, Told]) -> None:
    progress = [
        _of(year.ly, past.course, past.at) | {"lesson": past.lesson, "seconds": past.minutes * SECONDS}
        for year in pasts
        for past in year.done
    ]
    finished = [
        _of(year.ly, course.code, at) | {"day": at.astimezone(year.ly.zone).date()}
        for year in pasts
        for course, at in told[year.ly.learner].ended
    ]
    enter_rows(LessonProgress, progress)
    enter_rows(FinishedCourse, finished)


def _of(ly: LearnerYear, course: str, at: datetime) -> dict[str, object]:
    return {"learner": ly.learner, "year": ly.year, "course": course, "finished_at": at}
