"""What the ledger tells: a learner's study record, and the facts that standings are judged from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from core.courses.catalogue import is_meant_for, shelf_for
from core.courses.entries import Book, Entry
from core.courses.ledger import TOTALS, books_from, read_book
from core.courses.models import Course, LedgerEntry, Lesson
from core.courses.openings import KIND as TAKEN_OVER
from core.courses.openings import reference_shown
from core.courses.tickets import running_entries
from core.courses.years import LearnerYear, learner_year
from core.db import db
from core.decisions.facts import CourseState, DayTotal
from core.decisions.stored import restore_cite, restore_text
from core.decisions.values import Cite, Text, say
from core.errors import NotFound
from core.tenancy.reading import Reading, Row, read_all

PAGE = 50
STUDY = (
    TOTALS,
    Reading("""
SELECT learner, course, day FROM finished_courses
WHERE tenant = %(tenant)s AND learner = ANY(%(learners)s) AND year = %(year)s
"""),
    Reading("""
SELECT DISTINCT learner FROM tickets
WHERE tenant = %(tenant)s AND learner = ANY(%(learners)s) AND year = %(year)s AND ended IS NULL
"""),
    Reading("""
SELECT code, bucket, released, category, area, tiers, sectors FROM courses
WHERE tenant = %(tenant)s AND year = %(year)s AND state = 'live' ORDER BY position, code
"""),
)
"""What is read of learners' study: day totals, finished courses, who has a lesson open, and the year's courses."""


PROGRESS = (
    Reading("""
SELECT course, lesson FROM lesson_progress
WHERE tenant = %(tenant)s AND learner = %(learner)s AND year = %(year)s AND finished_at IS NOT NULL
"""),
    Reading("""
SELECT course, day FROM finished_courses
WHERE tenant = %(tenant)s AND learner = %(learner)s AND year = %(year)s
"""),
    Reading("""
SELECT course, sum(counted) FROM ledger
WHERE tenant = %(tenant)s AND learner = %(learner)s AND year = %(year)s AND measure = 'study' GROUP BY course
"""),
)
"""What a learner has done of each course: lessons finished, the day it was finished, what it has earned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """An entry of the ledger as the learner and the administrator see it."""

    at: datetime
    day: date
    kind: str
    measure: str
    bucket: str
    course: str
    lesson: str
    raw: Decimal
    counted: Decimal
    code: str
    reason: Text | None
    cite: Cite
    running: bool = False
    """Whether it comes from a lesson that is still open and is not in the ledger yet."""
    id: UUID | None = None
    """The entry's own; None while it is running."""
    reference: str = ""
    """For what administrators entered, the document's or the certificate's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRecord:
    """A page of a learner's study record, newest first, with how many entries there are in all."""

    rows: tuple[RecordRow, ...]
    total: int
    page: int
    titles: Mapping[str, str]
    """Titles of courses by code."""

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseProgress:
    """A course as its learner stands with it."""

    course: Course
    lessons: tuple[Lesson, ...]
    done: frozenset[str]
    """Codes of the lessons finished."""
    finished: date | None
    earned: Decimal
    released: bool

    @classmethod
    def untouched(cls, course: Course, lessons: tuple[Lesson, ...] = ()) -> "CourseProgress":
        """Return the face of a course that is not this learner's to study, as its page explains."""
        return cls(
            course=course, lessons=lessons, done=frozenset(), finished=None, earned=Decimal(0), released=True
        )

    @property
    def next_lesson(self) -> Lesson | None:
        """The first lesson not finished yet."""
        return next((lesson for lesson in self.lessons if lesson.code not in self.done), None)


StudyFacts = tuple[tuple[DayTotal, ...], tuple[CourseState, ...]]


def study_facts(learner: UUID, year: int) -> StudyFacts:
    """Return the day totals, the minutes of open lessons included, and the courses with the day each was finished."""
    return study_facts_of(learner_year(learner, year))


def study_facts_of(ly: LearnerYear) -> StudyFacts:
    """Return the same for a learner's year already at hand; nothing is written."""
    return study_facts_in(ly.year, [ly])[ly.learner]


def study_facts_in(year: int, lys: Collection[LearnerYear]) -> dict[UUID, StudyFacts]:
    """Return the same for many learners' one year in one round trip, open lessons aside; none for a year without study."""
    found = read_all([*STUDY], learners=[ly.learner for ly in lys], year=year)
    return study_facts_from(found, lys)


def study_facts_from(found: Sequence[Sequence[Row]], lys: Collection[LearnerYear]) -> dict[UUID, StudyFacts]:
    """Return what the rows of ``STUDY`` say of these learners' one year; whoever has a lesson open is asked for it."""
    totals, days, open_lessons, courses = found
    studying = {ly.learner: ly for ly in lys if ly.rules.study is not None}
    books = books_from((ly.learner for ly in lys), totals)
    done: dict[UUID, dict[str, date]] = {}
    for learner, course, day in days:
        done.setdefault(learner, {})[course] = day
    for (learner,) in open_lessons:
        if learner in studying:
            running_entries(studying[learner], books[learner])
    facts: dict[UUID, StudyFacts] = {ly.learner: ((), ()) for ly in lys}
    for learner, ly in studying.items():
        facts[learner] = books[learner].day_totals(), _course_states(ly, courses, done.get(learner, {}))
    return facts


def _course_states(
    ly: LearnerYear, courses: Iterable[Row], done: Mapping[str, date]
) -> tuple[CourseState, ...]:
    return tuple(
        CourseState(code=code, bucket=bucket, released=released, finished=done.get(code), category=category)
        for code, bucket, released, category, area, tiers, sectors in courses
        if is_meant_for(ly, area, tiers, sectors)
    )


def progress_for(ly: LearnerYear) -> tuple[CourseProgress, ...]:
    """Return the learner's courses with what is done and what each has earned so far."""
    shelf = shelf_for(ly)
    lessons, days, sums = read_all([*PROGRESS], learner=ly.learner, year=ly.year)
    done: dict[str, frozenset[str]] = {}
    for course, lesson in lessons:
        done[course] = done.get(course, frozenset()) | {lesson}
    finished: dict[str, date] = dict(days)
    earned: dict[str, Decimal] = dict(sums)
    return tuple(
        CourseProgress(
            course=course,
            lessons=shelf.lessons_of(course.code),
            done=done.get(course.code, frozenset()),
            finished=finished.get(course.code),
            earned=earned.get(course.code, Decimal(0)),
            released=course.released is None or course.released <= ly.today,
        )
        for course in shelf.courses
    )


def study_record(ly: LearnerYear, page: int = 1) -> StudyRecord:
    """Return a page of the ledger, newest first; the first page begins with what open lessons come to by now."""
    running = _running_rows(ly) if page == 1 else []
    query = sa.select(LedgerEntry).where(LedgerEntry.learner == ly.learner, LedgerEntry.year == ly.year)
    newest = query.order_by(LedgerEntry.at.desc(), LedgerEntry.id).offset((page - 1) * PAGE).limit(PAGE)
    kept = [_row(entry) for entry in db.session.scalars(newest)]
    total = db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    return StudyRecord(rows=(*running, *kept), total=total, page=page, titles=titles_of(ly.year))


def entry_of(ly: LearnerYear, entry: UUID) -> RecordRow:
    """Return one entry of the learner's ledger of the year; NotFound for every other."""
    found = _rows(ly, LedgerEntry.id == entry)
    if not found:
        raise NotFound(say("There is no such entry here."))
    return found[0]


def entries_on(ly: LearnerYear, day: date) -> tuple[RecordRow, ...]:
    """Return what the ledger says of one day, oldest first."""
    return _rows(ly, LedgerEntry.day == day)


def correction_of(ly: LearnerYear, reference: str) -> RecordRow | None:
    """Return the correction that was entered under a reference, or None."""
    found = _rows(ly, LedgerEntry.kind == "correction", LedgerEntry.reference == reference)
    return found[0] if found else None


def _rows(ly: LearnerYear, *only: sa.ColumnElement[bool]) -> tuple[RecordRow, ...]:
    query = sa.select(LedgerEntry).where(
        LedgerEntry.learner == ly.learner, LedgerEntry.year == ly.year, *only
    )
    return tuple(_row(entry) for entry in db.session.scalars(query.order_by(LedgerEntry.at, LedgerEntry.id)))


def titles_of(year: int) -> Mapping[str, str]:
    """Return the titles of a year's courses by code."""
    query = sa.select(Course.code, Course.title).where(Course.year == year)
    return {row.code: row.title for row in db.session.execute(query)}


def _running_rows(ly: LearnerYear) -> list[RecordRow]:
    if ly.rules.study is None:
        return []
    book: Book = read_book(ly.learner, ly.year)
    return [_running_row(entry) for entry in reversed(running_entries(ly, book))]


def _running_row(entry: Entry) -> RecordRow:
    return RecordRow(
        at=entry.at,
        day=entry.day,
        kind=entry.kind,
        measure=entry.measure,
        bucket=entry.bucket,
        course=entry.course,
        lesson=entry.lesson,
        raw=entry.raw,
        counted=entry.counted,
        code=entry.code,
        reason=entry.reason,
        cite=entry.cite,
        running=True,
    )


def _row(entry: LedgerEntry) -> RecordRow:
    return RecordRow(
        at=entry.at,
        day=entry.day,
        kind=entry.kind,
        measure=entry.measure,
        bucket=entry.bucket,
        course=entry.course,
        lesson=entry.lesson,
        raw=entry.raw,
        counted=entry.counted,
        code=entry.code,
        reason=restore_text(entry.reason),
        cite=restore_cite(entry.cite),
        id=entry.id,
        reference=_reference(entry),
    )


def _reference(entry: LedgerEntry) -> str:
    """The number of a document, where the entry rests on one."""
    if entry.kind == TAKEN_OVER:
        return reference_shown(entry.reference, entry.bucket)
    return entry.reference if entry.kind == "other_programme" else ""
