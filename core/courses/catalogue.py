"""What there is to study: publishing courses with their lessons, and those that a learner sees."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import defer

from core.courses.models import Course, Lesson
from core.courses.words import index_lessons
from core.courses.years import LearnerYear
from core.db import db, now
from core.decisions.stored import store_cite
from core.decisions.values import NOWHERE, Cite, say
from core.errors import BadInput, NotFound
from core.tenancy.scope import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a lesson or question treats: a law with article, or a book or document with chapter."""

    title: str
    article: str = ""
    chapter: str = ""

    @property
    def place(self) -> str:
        """The article or chapter."""
        return self.article or self.chapter


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLesson:
    """A lesson to be published; ``text`` is Markdown unless ``format`` says html."""

    code: str
    title: str
    text: str
    work: Work | None = None
    worth: Decimal | None = None
    format: str = "markdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCourse:
    """A course to be published in a year, for an area's learners or, with "", for all of the tenant."""

    year: int
    code: str
    title: str
    lessons: tuple[NewLesson, ...]
    area: str = ""
    category: str = ""
    bucket: str = "required"
    tiers: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    released: date | None = None
    worth: Decimal | None = None
    cite: Cite = NOWHERE
    position: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """The courses that a learner sees, in order, with their lessons."""

    courses: tuple[Course, ...]
    lessons: dict[str, tuple[Lesson, ...]] = field(default_factory=dict)

    def lessons_of(self, course: str) -> tuple[Lesson, ...]:
        """Return a course's lessons in order."""
        return self.lessons.get(course, ())


def publish_course(course: NewCourse) -> Course:
    """Publish a course, or a new wording of one, and commit; raises BadInput for one without lessons or a code taken.

    Lessons that are no longer named stay, because tickets and the ledger tell of them; new ones come after.
    """
    row = add_course(course)
    db.session.commit()
    return row


def publish_courses(courses: Iterable[NewCourse]) -> int:
    """Publish many courses in one transaction; returns how many."""
    rows = [add_course(course) for course in courses]
    db.session.commit()
    return len(rows)


def add_course(course: NewCourse) -> Course:
    """Publish a course in the caller's transaction."""
    _check(course)
    row = db.session.merge(
        Course(
            year=course.year,
            code=course.code,
            area=course.area,
            title=course.title,
            category=course.category,
            bucket=course.bucket,
            tiers=list(course.tiers),
            sectors=list(course.sectors),
            state="live",
            released=course.released,
            worth=course.worth,
            cite=store_cite(course.cite),
            position=course.position,
            tenant=current_tenant(),
        )
    )
    db.session.flush()
    rows = [db.session.merge(_lesson(course, lesson, place)) for place, lesson in enumerate(course.lessons)]
    db.session.flush()
    index_lessons(rows)
    return row


def courses_for(ly: LearnerYear) -> tuple[Course, ...]:
    """Return the year's live courses for this learner's area, tier and sector, those not released yet included."""
    return tuple(course for course in courses_of_year(ly.year) if is_for(ly, course))


def courses_of_year(year: int, *, every: bool = False) -> Sequence[Course]:
    """Return a year's live courses in order, whomever they are for; with ``every`` drafts and archived ones too."""
    query = sa.select(Course).where(Course.year == year)
    if not every:
        query = query.where(Course.state == "live")
    return db.session.scalars(query.order_by(Course.position, Course.code)).all()


def shelf_for(ly: LearnerYear) -> Shelf:
    """Return the learner's courses with their lessons, in two queries; what the lessons say is read where it is shown."""
    courses = courses_for(ly)
    query = (
        sa.select(Lesson)
        .where(Lesson.year == ly.year, Lesson.state == "live")
        .where(Lesson.course.in_([course.code for course in courses]))
        .order_by(Lesson.course, Lesson.position, Lesson.code)
        .options(defer(Lesson.text))
    )
    lessons: dict[str, tuple[Lesson, ...]] = {}
    for lesson in db.session.scalars(query):
        lessons[lesson.course] = (*lessons.get(lesson.course, ()), lesson)
    return Shelf(courses, lessons)


def is_for(ly: LearnerYear, course: Course) -> bool:
    """Tell whether a course is for this learner's area, tier and sector."""
    return is_meant_for(ly, course.area, course.tiers, course.sectors)


def is_meant_for(ly: LearnerYear, area: str, tiers: Collection[str], sectors: Collection[str]) -> bool:
    """Tell whether what belongs to an area and is for some tiers and sectors is for this learner.

    A learner whose tier is not recorded sees what is for any tier; one of no sector is in none.
    """
    tier = ly.person.tier
    for_tier = not tiers or not tier or tier in tiers
    return ly.sees(area) and for_tier and (not sectors or ly.person.sector in sectors)


def course_of(ly: LearnerYear, code: str) -> Course:
    """Return a course of the learner's area; NotFound when there is none, or a draft alone.

    Its tier and sector may still be others, and it may be archived: ``entry_verdict`` says so.
    """
    row = db.session.scalars(
        sa.select(Course).where(Course.year == ly.year, Course.code == code)
    ).one_or_none()
    if row is None or row.state == "draft" or not ly.sees(row.area):
        raise NotFound(say("There is no such course."))
    return row


def lessons_of(year: int, course: str) -> Sequence[Lesson]:
    """Return a course's live lessons in order."""
    query = sa.select(Lesson).where(Lesson.year == year, Lesson.course == course, Lesson.state == "live")
    return db.session.scalars(query.order_by(Lesson.position, Lesson.code)).all()


def lesson_of(year: int, course: str, code: str, *, archived: bool = False) -> Lesson:
    """Return a live lesson, or with ``archived`` one that is offered no more; NotFound when there is none."""
    query = sa.select(Lesson).where(Lesson.year == year, Lesson.course == course, Lesson.code == code)
    row = db.session.scalars(query).one_or_none()
    if row is None or row.state not in ({"live", "archived"} if archived else {"live"}):
        raise NotFound(say("There is no such lesson."))
    return row


def _lesson(course: NewCourse, lesson: NewLesson, position: int) -> Lesson:
    return Lesson(
        tenant=current_tenant(),
        year=course.year,
        course=course.code,
        code=lesson.code,
        title=lesson.title,
        position=position,
        text=lesson.text,
        format=lesson.format,
        state="live",
        reviewed_at=now(),
        work=work_document(lesson.work),
        worth=lesson.worth,
    )


def work_document(work: Work | None) -> dict[str, str]:
    """Return a source work as it is kept."""
    return {} if work is None else {name: value for name, value in asdict(work).items() if value}


def work_of(kept: dict[str, str]) -> Work | None:
    """Return the source work that was kept, or None."""
    return Work(**kept) if kept else None


def _check(course: NewCourse) -> None:
    if not course.lessons:
        raise BadInput(say("A course needs at least one lesson: {course}.", course=course.code))
    codes = [lesson.code for lesson in course.lessons]
    if len(set(codes)) < len(codes):
        raise BadInput(say("Two lessons of {course} have the same code.", course=course.code))
    query = sa.select(Course.area).where(Course.year == course.year, Course.code == course.code)
    area = db.session.scalars(query).one_or_none()
    if area is not None and area != course.area:
        raise BadInput(say("Another place already has a course with the code {course}.", course=course.code))
