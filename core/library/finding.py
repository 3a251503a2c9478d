"""Finding entries of the library: by words in Chinese, by collection, page by page, with what was found marked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import sqlalchemy as sa

from core.courses.models import LessonWords
from core.courses.service import Course, LearnerYear, Lesson
from core.courses.words import LIBRARY, LONGEST, Part, excerpt, in_title, marked, matches, terms_of
from core.db import db
from core.decisions.values import say
from core.errors import NotFound
from core.web.paging import Paged, list_address, page_number
from core.web.richtext import plain_text

PAGE_SIZE = 20
NO_ENTRY = say("There is no such entry in the library.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the library asks for."""

    search: str = ""
    collection: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        return cls(
            search=sent.get("q", "").strip()[:LONGEST],
            collection=sent.get("collection", ""),
            page=page_number(sent.get("page", "1")),
        )

    def address(self, **changed: object) -> str:
        """Return the address with some of it changed; another filter begins at the first page."""
        values = asdict(self) | {"page": 1} | changed
        values["q"] = values.pop("search")
        return list_address(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An entry as the list shows it."""

    course: str
    lesson: str
    collection: str
    title: Sequence[Part]
    text: Sequence[Part]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Paged):
    """A page of entries, with how many each collection has of them."""

    size: ClassVar[int] = PAGE_SIZE
    query: Query
    rows: Sequence[Hit]
    collections: Sequence[tuple[str, str, int]]
    """Code, title and how many entries match."""

    @property
    def everywhere(self) -> int:
        """How many entries match in all collections."""
        return sum(count for _, _, count in self.collections)

    @property
    def total(self) -> int:
        """How many entries match in the chosen collection, or in all."""
        if not self.query.collection:
            return self.everywhere
        return sum(count for code, _, count in self.collections if code == self.query.collection)


def find(ly: LearnerYear, query: Query) -> Found:
    """Return a page of the entries that a learner's search finds, those with it in the title first; all for no search."""
    terms = terms_of(query.search)
    if query.search and not terms:
        return Found(query=query, rows=(), collections=())
    keys = _keys(ly, terms)
    counts = Counter((key.place, key.course, key.collection) for key in keys)
    chosen = [key for key in keys if query.collection in {"", key.course}]
    start = (query.page - 1) * PAGE_SIZE
    return Found(
        query=query,
        rows=_hits(chosen[start : start + PAGE_SIZE], terms),
        collections=[(code, title, count) for (_, code, title), count in sorted(counts.items())],
    )


def entry_of(ly: LearnerYear, course: str, lesson: str) -> tuple[Course, Lesson]:
    """Return an entry with its collection; NotFound for what the learner's library does not hold."""
    query = _joined(sa.select(Course, Lesson)).where(
        _open_to(ly), Course.code == course, Lesson.code == lesson
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound(NO_ENTRY)
    return found[0], found[1]


def _keys(ly: LearnerYear, terms: Sequence[str]) -> Sequence[Any]:
    """The codes of all that matches, in order, in one reading of the words."""
    query = _joined(
        sa.select(
            Lesson.course, Lesson.code, Course.title.label("collection"), Course.position.label("place")
        )
    )
    order = (in_title(terms).desc(),) if terms else ()
    return db.session.execute(
        query.where(_open_to(ly), *matches(terms)).order_by(
            *order, Course.position, Course.code, Lesson.position, Lesson.code
        )
    ).all()


def _hits(keys: Sequence[Any], terms: Sequence[str]) -> list[Hit]:
    query = sa.select(Lesson).where(
        Lesson.year == LIBRARY,
        sa.tuple_(Lesson.course, Lesson.code).in_([(key.course, key.code) for key in keys]),
    )
    lessons = {(row.course, row.code): row for row in db.session.scalars(query)}
    return [_hit(key.collection, lessons[key.course, key.code], terms) for key in keys]


def _hit(collection: str, lesson: Lesson, terms: Sequence[str]) -> Hit:
    text = excerpt(plain_text(lesson.text, lesson.format), terms)
    return Hit(
        course=lesson.course,
        lesson=lesson.code,
        collection=collection,
        title=marked(lesson.title, terms),
        text=marked(text, terms),
    )


def _joined(query: sa.Select[Any]) -> sa.Select[Any]:
    of_course = sa.and_(
        Course.tenant == Lesson.tenant, Course.year == Lesson.year, Course.code == Lesson.course
    )
    of_words = sa.and_(
        LessonWords.tenant == Lesson.tenant,
        LessonWords.year == Lesson.year,
        LessonWords.course == Lesson.course,
        LessonWords.lesson == Lesson.code,
    )
    return query.select_from(Lesson).join(Course, of_course).join(LessonWords, of_words)


def _open_to(ly: LearnerYear) -> sa.ColumnElement[bool]:
    """Live entries of live collections of the learner's place and those above it."""
    steps = ly.person.area.split("/") if ly.person.area else []
    areas = ["", *("/".join(steps[: depth + 1]) for depth in range(len(steps)))]
    live = sa.and_(Lesson.state == "live", Course.state == "live")
    return sa.and_(Lesson.year == LIBRARY, Course.area.in_(areas), live)
