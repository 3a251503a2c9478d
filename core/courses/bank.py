"""The question bank: practice draws from it, and so do the papers of exams (``core.exams`` stands above courses).

A question never changes: a new wording is a new version and the old one is retired, so that whatever was asked
can be shown and marked again. ``core.decisions.papers.BankItem`` is a question's pure face.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from core.courses.catalogue import Work, work_document
from core.courses.models import Question
from core.db import db
from core.decisions.papers import BankItem, Difficulty, QuestionType
from core.decisions.values import Text, say
from core.errors import BadInput
from core.tenancy.scope import current_tenant

TRUE, FALSE = 0, 1
"""The options of a true/false question."""
LEAST_OPTIONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuestion:
    """A question for the bank.

    ``key`` holds the indexes of the right options; for ``true_false`` it is (TRUE,) or (FALSE,) and options are left
    out; for ``fill_in`` ``accepted`` holds the texts that are right.
    """

    year: int
    code: str
    type: QuestionType
    stem: str
    options: tuple[str, ...] = ()
    key: frozenset[int] = frozenset()
    accepted: tuple[str, ...] = ()
    area: str = ""
    course: str = ""
    lesson: str = ""
    work: Work | None = None
    difficulty: Difficulty = "medium"
    tiers: tuple[str, ...] = ()
    explain: str = ""


def add_questions(questions: Iterable[NewQuestion]) -> int:
    """Put questions into the bank and commit; returns how many are new or changed.

    One that is there with the same content is left alone; one with other content becomes the next version.
    Raises BadInput naming the question that cannot be right, and then none is added.
    """
    new = list(questions)
    for question in new:
        fault = _fault(question)
        if fault is not None:
            raise BadInput(fault, question=question.code)
    newest = _newest({question.year for question in new}, {question.code for question in new})
    changed = [row for question in new if (row := _changed(question, newest)) is not None]
    db.session.flush()  # the old versions are retired before new ones come to live
    db.session.add_all(changed)
    db.session.commit()
    return len(changed)


def retire_question(year: int, code: str) -> None:
    """Take a question out of use and commit; papers that asked it keep it."""
    _retire(year, code)
    db.session.commit()


def questions_for(
    year: int, area: str = "", *, courses: Iterable[str] | None = None, tier: str = ""
) -> Sequence[Question]:
    """Return the live questions of a year that an area's learners may be asked, in the order of their codes.

    Those of the area and of the places above it; ``courses`` and ``tier`` narrow them.
    """
    places = ["", *_above(area)]
    query = sa.select(Question).where(
        Question.year == year, Question.state == "live", Question.area.in_(places)
    )
    if courses is not None:
        query = query.where(Question.course.in_(list(courses)))
    if tier:
        query = query.where(sa.or_(Question.tiers == [], Question.tiers.contains([tier])))
    return db.session.scalars(query.order_by(Question.code)).all()


def questions_asked(year: int, asked: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], Question]:
    """Return questions by code and version, retired ones too: what a paper or practice once asked."""
    wanted = list(asked)
    query = sa.select(Question).where(
        Question.year == year, sa.tuple_(Question.code, Question.version).in_(wanted)
    )
    return {(row.code, row.version): row for row in db.session.scalars(query)}


def bank_items(questions: Iterable[Question], subjects: Mapping[str, str] | None = None) -> list[BankItem]:
    """Return the questions' pure faces; ``subjects`` maps a course to the category that papers ask by."""
    return [item_of(question, (subjects or {}).get(question.course or "", "")) for question in questions]


def item_of(question: Question, subject: str = "") -> BankItem:
    """Return a question as drawing and marking need it."""
    fill_in = question.type == "fill_in"
    return BankItem(
        code=question.code,
        type=question.type,  # type: ignore[arg-type]
        options=2 if question.type == "true_false" else len(question.options),
        key=frozenset() if fill_in else frozenset(int(index) for index in question.key),
        course=question.course or "",
        subject=subject,
        difficulty=question.difficulty,  # type: ignore[arg-type]
        tiers=frozenset(question.tiers),
        accepted=tuple(question.key) if fill_in else (),
    )


def _changed(question: NewQuestion, newest: dict[tuple[int, str], Question]) -> Question | None:
    """The question's next version, now the newest, the one before it retired; None where nothing has changed."""
    before = newest.get((question.year, question.code))
    row = _row(question, 1 if before is None else before.version + 1)
    if before is not None:
        if before.state == "live" and _content(before) == _content(row):
            return None
        before.state = "retired"
    newest[question.year, question.code] = row
    return row


def _row(question: NewQuestion, version: int) -> Question:
    fill_in = question.type == "fill_in"
    return Question(
        tenant=current_tenant(),
        year=question.year,
        code=question.code,
        version=version,
        area=question.area,
        type=question.type,
        stem=question.stem,
        options=list(question.options),
        key=list(question.accepted) if fill_in else sorted(question.key),
        course=question.course or None,
        lesson=question.lesson,
        work=work_document(question.work),
        difficulty=question.difficulty,
        tiers=list(question.tiers),
        explain=question.explain,
        state="live",
    )


CONTENT = (
    "area",
    "type",
    "stem",
    "options",
    "key",
    "course",
    "lesson",
    "work",
    "difficulty",
    "tiers",
    "explain",
)


def _content(row: Question) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in CONTENT)


def _newest(years: Collection[int], codes: Collection[str]) -> dict[tuple[int, str], Question]:
    query = sa.select(Question).where(Question.year.in_(years), Question.code.in_(codes))
    return {(row.year, row.code): row for row in db.session.scalars(query.order_by(Question.version))}


def _retire(year: int, code: str) -> None:
    row = _newest({year}, {code}).get((year, code))
    if row is not None:
        row.state = "retired"


def _above(area: str) -> list[str]:
    parts = area.split("/") if area else []
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]


def _fault(question: NewQuestion) -> Text | None:
    code = question.code
    if not question.stem.strip():
        return say("Question {code} asks nothing.", code=code)
    if question.type == "fill_in":
        return None if question.accepted else say("Question {code} accepts no answer.", code=code)
    if question.type == "true_false":
        right = len(question.key) == 1 and question.key <= {TRUE, FALSE}
        return None if right else say("Question {code} must be either true or false.", code=code)
    return _options_fault(question)


def _options_fault(question: NewQuestion) -> Text | None:
    code, options, key = question.code, question.options, question.key
    if len(options) < LEAST_OPTIONS or len(set(options)) < len(options):
        return say("Question {code} needs two or more options, all different.", code=code)
    if not key or not all(0 <= index < len(options) for index in key):
        return say("Question {code} has a key that is none of its options.", code=code)
    if question.type == "single" and len(key) != 1:
        return say("Question {code} needs exactly one right option.", code=code)
    if question.type == "multiple" and len(key) < LEAST_OPTIONS:
        return say("Question {code} needs two or more right options.", code=code)
    return None
