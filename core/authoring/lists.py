"""The editors' list of courses: filters, search and page stay in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from core.authoring.scope import readable
from core.bank.service import Editor
from core.courses.service import Course, Lesson
from core.db import db
from core.web.paging import Paged, list_address, page_number

PAGE_SIZE = 50
LESSONS = 100
"""Of a course, on a page; more than these are not put in order by hand."""

LONGEST_SEARCH = 60
STATES = ("draft", "live", "archived")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the list asks for; an empty field asks for nothing, archived courses aside."""

    search: str = ""
    state: str = ""
    bucket: str = ""
    category: str = ""
    area: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        state = sent.get("state", "")
        return cls(
            search=sent.get("q", "").strip()[:LONGEST_SEARCH],
            state=state if state in STATES else "",
            bucket=sent.get("bucket", ""),
            category=sent.get("category", ""),
            area=sent.get("area", ""),
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address of the list with some of it changed; another filter begins at the first page."""
        values = asdict(self) | {"page": 1} | changed
        values["q"] = values.pop("search")
        return list_address(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseLine:
    """A course in the list with how many lessons it has, drafts included."""

    row: Course
    lessons: int
    drafts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseList(Paged):
    """A page of the list, with how many are in each state and what the other filters can ask for."""

    query: Query
    rows: Sequence[CourseLine]
    counts: Mapping[str, int]
    buckets: Sequence[str]
    categories: Sequence[str]
    areas: Sequence[str]

    @property
    def total(self) -> int:
        """How many courses the filters show; without a state those that are not archived."""
        if self.query.state:
            return self.counts.get(self.query.state, 0)
        return sum(count for state, count in self.counts.items() if state != "archived")


def course_list(editor: Editor, query: Query) -> CourseList:
    """Return a page of the courses that an editor sees, in the order in which learners see them."""
    base = sa.and_(Course.year == editor.year, readable(editor), *_conditions(query))
    counted = sa.select(Course.state, sa.func.count()).where(base).group_by(Course.state)
    in_state = Course.state == query.state if query.state else Course.state != "archived"
    rows = (
        sa.select(Course)
        .where(base, in_state)
        .order_by(Course.area, Course.position, Course.code)
        .limit(PAGE_SIZE)
        .offset((query.page - 1) * PAGE_SIZE)
    )
    return CourseList(
        query=query,
        rows=_lines(editor, db.session.scalars(rows).all()),
        counts=dict(db.session.execute(counted).tuples().all()),
        buckets=_distinct(editor, Course.bucket),
        categories=_distinct(editor, Course.category),
        areas=_distinct(editor, Course.area),
    )


def own_courses(editor: Editor) -> Sequence[Course]:
    """Return the courses of the editor's own place in order, archived ones left out: what they put in order."""
    query = sa.select(Course).where(
        Course.year == editor.year, Course.area == editor.area, Course.state != "archived"
    )
    return db.session.scalars(query.order_by(Course.position, Course.code)).all()


def _lines(editor: Editor, rows: Sequence[Course]) -> list[CourseLine]:
    drafts = sa.func.count().filter(Lesson.state == "draft")
    counted = sa.select(Lesson.course, sa.func.count(), drafts).where(
        Lesson.year == editor.year,
        Lesson.state != "archived",
        Lesson.course.in_([row.code for row in rows]),
    )
    found = {
        course: (count, new) for course, count, new in db.session.execute(counted.group_by(Lesson.course))
    }
    return [
        CourseLine(row=row, lessons=found.get(row.code, (0, 0))[0], drafts=found.get(row.code, (0, 0))[1])
        for row in rows
    ]


def _conditions(query: Query) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if query.search:
        texts = (Course.title, Course.code, Course.category)
        found.append(sa.or_(*(text.icontains(query.search, autoescape=True) for text in texts)))
    plain = ((Course.bucket, query.bucket), (Course.category, query.category), (Course.area, query.area))
    return found + [column == value for column, value in plain if value]


def _distinct(editor: Editor, column: sa.orm.InstrumentedAttribute[str]) -> list[str]:
    query = sa.select(column).where(Course.year == editor.year, readable(editor))
    return [value for value in db.session.scalars(query.distinct().order_by(column)) if value]


@dataclass(frozen=True, slots=True)
class LessonList:
    """A page of a course's lessons, archived ones left out."""

    rows: Sequence[Lesson]
    total: int
    page: int
    search: str

    @property
    def whole(self) -> bool:
        """Whether all of them are shown, so that they can be put in order."""
        return not self.search and self.total <= LESSONS

    @property
    def first(self) -> int:
        """The number of the first row shown."""
        return (self.page - 1) * LESSONS + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    def address(self, page: int) -> str:
        """Return the address of another page."""
        return list_address({"q": self.search, "page": page})


def lesson_list(row: Course, search: str, page: int) -> LessonList:
    """Return a page of a course's lessons in order, without their texts."""
    mine = sa.and_(Lesson.year == row.year, Lesson.course == row.code, Lesson.state != "archived")
    if search:
        mine = sa.and_(mine, Lesson.title.icontains(search[:LONGEST_SEARCH], autoescape=True))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Lesson).where(mine)) or 0
    return LessonList(_without_texts(mine, (page - 1) * LESSONS), total, page, search[:LONGEST_SEARCH])


def archived_lessons(row: Course) -> Sequence[Lesson]:
    """Return a course's archived lessons, without their texts."""
    return _without_texts(
        sa.and_(Lesson.year == row.year, Lesson.course == row.code, Lesson.state == "archived"), 0
    )


def _without_texts(condition: sa.ColumnElement[bool], offset: int) -> Sequence[Lesson]:
    query = sa.select(Lesson).where(condition).order_by(Lesson.position, Lesson.code)
    bare = query.options(sa.orm.defer(Lesson.text)).limit(LESSONS).offset(offset)
    return db.session.scalars(bare).all()
