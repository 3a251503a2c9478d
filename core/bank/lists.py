"""The editors' list of questions: filters, search and page stay in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from core.bank.scope import Editor, in_use, theirs
from core.courses.service import Question
from core.db import db
from core.web.paging import Paged, list_address, page_number

PAGE_SIZE = 50
LONGEST_SEARCH = 60
STATES = ("sent", "draft", "checked", "live", "retired")
"""In the order of the list: what waits for somebody comes first."""

TYPES = ("single", "multiple", "true_false", "fill_in")
DIFFICULTIES = ("easy", "medium", "hard")
TITLE = Question.work["title"].as_string()
ARTICLE = Question.work["article"].as_string()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the list asks for; an empty field asks for nothing."""

    search: str = ""
    state: str = ""
    type: str = ""
    course: str = ""
    """A course's code, or a subject."""
    difficulty: str = ""
    work: str = ""
    area: str = ""
    stale: str = ""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        page = sent.get("page", "1")
        return cls(
            search=sent.get("q", "").strip()[:LONGEST_SEARCH],
            state=_known(sent.get("state", ""), STATES),
            type=_known(sent.get("type", ""), TYPES),
            course=sent.get("course", ""),
            difficulty=_known(sent.get("difficulty", ""), DIFFICULTIES),
            work=sent.get("work", ""),
            area=sent.get("area", ""),
            stale=_known(sent.get("stale", ""), ("yes",)),
            page=page_number(page),
        )

    def address(self, **changed: object) -> str:
        """Return the address of the list with some of it changed; another filter begins at the first page."""
        values = asdict(self) | {"page": 1} | changed
        values["q"] = values.pop("search")
        return list_address(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionList(Paged):
    """A page of the list, with how many are in each state and what the other filters can ask for."""

    query: Query
    rows: Sequence[Question]
    total: int
    counts: Mapping[str, int]
    works: Sequence[str]
    courses: Sequence[str]
    areas: Sequence[str]


def question_list(editor: Editor, query: Query) -> QuestionList:
    """Return a page of the questions that an editor sees, those that wait for a check first."""
    base = sa.and_(theirs(editor), in_use(), *_conditions(query))
    counted = sa.select(Question.state, sa.func.count()).where(base).group_by(Question.state)
    counts = dict(db.session.execute(counted).tuples().all())
    chosen = sa.and_(base, Question.state == query.state) if query.state else base
    order = sa.func.array_position(sa.literal(list(STATES)), Question.state)
    rows = sa.select(Question).where(chosen).order_by(order, Question.code)
    found = db.session.scalars(rows.limit(PAGE_SIZE).offset((query.page - 1) * PAGE_SIZE)).all()
    return QuestionList(
        query=query,
        rows=found,
        total=counts.get(query.state, 0) if query.state else sum(counts.values()),
        counts=counts,
        works=_distinct(editor, TITLE),
        courses=[*_distinct(editor, Question.course), *_distinct(editor, Question.subject)],
        areas=_distinct(editor, Question.area),
    )


def matching(editor: Editor, query: Query) -> Sequence[Question]:
    """Return every question that an editor sees and the filters ask for, in the order of their codes."""
    conditions = [theirs(editor), in_use(), *_conditions(query)]
    if query.state:
        conditions.append(Question.state == query.state)
    rows = sa.select(Question).where(*conditions).order_by(Question.code, Question.version)
    return db.session.scalars(rows).all()


def _conditions(query: Query) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if query.search:
        texts = (Question.stem, Question.code, Question.explain, sa.cast(Question.options, sa.Text), TITLE)
        found.append(sa.or_(*(text.icontains(query.search, autoescape=True) for text in texts)))
    if query.course:
        found.append(sa.or_(Question.course == query.course, Question.subject == query.course))
    if query.stale:
        found.append(sa.and_(Question.stale.is_not(None), Question.state != "retired"))
    plain = (
        (Question.type, query.type),
        (Question.difficulty, query.difficulty),
        (TITLE, query.work),
        (Question.area, query.area),
    )
    return found + [column == value for column, value in plain if value]


def _distinct(
    editor: Editor, column: sa.ColumnElement[str] | sa.orm.InstrumentedAttribute[str | None]
) -> list[str]:
    found = db.session.scalars(sa.select(column).where(theirs(editor)).distinct().order_by(column))
    return [value for value in found if value]


def _known(value: str, values: Sequence[str]) -> str:
    return value if value in values else ""
