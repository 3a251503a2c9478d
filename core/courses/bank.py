"""The question bank: practice draws from it, and so do the papers of exams (``core.exams`` stands above courses).

A question never changes: a new wording is a new version and the old one is retired, so that whatever was asked
can be shown and marked again. ``core.decisions.papers.BankItem`` is a question's pure face.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from core.courses.catalogue import Work, work_document, work_of
from core.courses.models import Question
from core.db import db
from core.decisions.papers import BankItem, Difficulty, QuestionType
from core.decisions.values import Text, say
from core.errors import BadInput
from core.tenancy.reading import Reading, read
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
    subject: str = ""
    reserved: bool = False
    valid_from: date | None = None
    valid_until: date | None = None


def add_questions(questions: Iterable[NewQuestion]) -> int:
    """Put questions into the bank and commit; returns how many are new or changed.

    One that is there with the same content is left alone; one with other content becomes the next version.
    Raises BadInput naming the question that cannot be right, and then none is added.
    """
    new = list(questions)
    for question in new:
        fault = question_fault(question)
        if fault is not None:
            raise BadInput(fault, question=question.code)
    known = _versions({question.year for question in new}, {question.code for question in new})
    changed = [row for question in new if (row := _changed(question, known)) is not None]
    db.session.flush()  # the old versions are retired before new ones come to live
    db.session.add_all(changed)
    db.session.commit()
    return len(changed)


DIGEST = Reading("""
SELECT md5(coalesce(string_agg(code || '/' || version, ',' ORDER BY code), '')) FROM questions
WHERE tenant = %(tenant)s AND year = %(year)s AND state = 'live' AND area = ANY(%(places)s)
  AND (valid_from IS NULL OR valid_from <= %(on)s) AND (valid_until IS NULL OR valid_until >= %(on)s)
  AND (%(reserved)s OR NOT reserved)
""")
ASKED_ONCE = Reading("""
SELECT code, version, area, type, stem, options, key, course, subject, difficulty, tiers, explain, work FROM questions
WHERE tenant = %(tenant)s AND year = %(year)s AND code = ANY(%(codes)s)
  AND (code, version) IN (SELECT * FROM unnest(%(codes)s::text[], %(versions)s::int[]))
""")


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A version of a question that somebody was asked; it never changes."""

    code: str
    version: int
    area: str
    type: str
    stem: str
    options: list[Any]
    key: list[Any]
    course: str | None
    subject: str
    difficulty: str
    tiers: list[str]
    explain: str
    work: dict[str, Any]


def retire_question(year: int, code: str) -> None:
    """Take a question out of use and commit; papers that asked it keep it."""
    for version in _versions({year}, {code}).get((year, code), ()):
        version.state = "retired"
    db.session.commit()


def questions_for(
    year: int,
    area: str = "",
    *,
    courses: Iterable[str] | None = None,
    tier: str = "",
    on: date | None = None,
) -> Sequence[Question]:
    """Return the live questions of a year that an area's learners may be asked, in the order of their codes.

    Those of the area and of the places above it; ``courses``, ``tier`` and the day that they must be valid on narrow them.
    """
    query = sa.select(Question).where(_asked_in(year, area))
    if courses is not None:
        query = query.where(Question.course.in_(list(courses)))
    if tier:
        query = query.where(sa.or_(Question.tiers == [], Question.tiers.contains([tier])))
    if on is not None:
        query = query.where(_valid(on))
    return db.session.scalars(query.order_by(Question.code)).all()


def not_reserved(questions: Iterable[Question]) -> list[Question]:
    """Return what may be asked where nothing counts for the year: practice, tests, mock exams."""
    return [one for one in questions if not one.reserved]


def bank_digest(year: int, area: str, *, on: date, reserved: bool = True) -> str:
    """Return what tells one bank from another: the versions that an area's learners may be asked on a day, in short.

    A version never changes, so two banks with the same list of them give the same papers.
    """
    rows = read(DIGEST, year=year, places=_places(area), on=on, reserved=reserved)
    return str(rows[0][0])


def questions_asked(year: int, asked: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], AskedQuestion]:
    """Return questions by code and version, retired ones too: what a paper or practice once asked."""
    pairs = list(asked)
    codes, versions = [code for code, _ in pairs], [version for _, version in pairs]
    rows = read(ASKED_ONCE, year=year, codes=codes, versions=versions)
    return {(row[0], row[1]): AskedQuestion(*row) for row in rows}


def bank_items(questions: Iterable[Question], subjects: Mapping[str, str] | None = None) -> list[BankItem]:
    """Return the questions' pure faces; ``subjects`` maps a course to the category that papers ask by."""
    return [item_of(question, (subjects or {}).get(question.course or "", "")) for question in questions]


def item_of(question: Question | AskedQuestion, subject: str = "") -> BankItem:
    """Return a question as drawing and marking need it."""
    fill_in = question.type == "fill_in"
    return BankItem(
        code=question.code,
        type=question.type,  # type: ignore[arg-type]
        options=2 if question.type == "true_false" else len(question.options),
        key=frozenset() if fill_in else frozenset(int(index) for index in question.key),
        course=question.course or "",
        subject=subject or question.subject,
        difficulty=question.difficulty,  # type: ignore[arg-type]
        tiers=frozenset(question.tiers),
        accepted=tuple(question.key) if fill_in else (),
    )


def _changed(question: NewQuestion, known: dict[tuple[int, str], list[Question]]) -> Question | None:
    """The question's next version, now the newest, those before it retired; None where nothing has changed."""
    before = known.setdefault((question.year, question.code), [])
    row = question_row(question, before[-1].version + 1 if before else 1)
    if before and before[-1].state == "live" and content_of(before[-1]) == content_of(row):
        return None
    for version in before:
        version.state = "retired"
    before.append(row)
    return row


def question_row(question: NewQuestion, version: int) -> Question:
    """Return a version of a question as it is kept, live; whoever wants it in another state says so."""
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
        subject=question.subject,
        reserved=question.reserved,
        valid_from=question.valid_from,
        valid_until=question.valid_until,
        state="live",
    )


def question_of(row: Question) -> NewQuestion:
    """Return what a version says, as it could be put into the bank."""
    fill_in = row.type == "fill_in"
    return NewQuestion(
        year=row.year,
        code=row.code,
        type=row.type,  # type: ignore[arg-type]
        stem=row.stem,
        options=tuple(row.options),
        key=frozenset() if fill_in else frozenset(row.key),
        accepted=tuple(row.key) if fill_in else (),
        area=row.area,
        course=row.course or "",
        lesson=row.lesson,
        work=work_of(row.work),
        difficulty=row.difficulty,  # type: ignore[arg-type]
        tiers=tuple(row.tiers),
        explain=row.explain,
        subject=row.subject,
        reserved=row.reserved,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
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
    "subject",
    "reserved",
    "valid_from",
    "valid_until",
)
"""The columns that make a question what it is; the others tell of its review."""


def content_of(row: Question) -> tuple[object, ...]:
    """Return what a version says; two of the same content are the same question."""
    return tuple(getattr(row, name) for name in CONTENT)


def _versions(years: Collection[int], codes: Collection[str]) -> dict[tuple[int, str], list[Question]]:
    query = sa.select(Question).where(Question.year.in_(years), Question.code.in_(codes))
    found: dict[tuple[int, str], list[Question]] = {}
    for row in db.session.scalars(query.order_by(Question.version)):
        found.setdefault((row.year, row.code), []).append(row)
    return found


def _asked_in(year: int, area: str) -> sa.ColumnElement[bool]:
    """What is live for an area's learners: its own questions and those of the places above it."""
    return sa.and_(Question.year == year, Question.state == "live", Question.area.in_(_places(area)))


def _places(area: str) -> list[str]:
    return ["", *_above(area)]


def _valid(on: date) -> sa.ColumnElement[bool]:
    return sa.and_(
        sa.or_(Question.valid_from.is_(None), Question.valid_from <= on),
        sa.or_(Question.valid_until.is_(None), Question.valid_until >= on),
    )


def _above(area: str) -> list[str]:
    parts = area.split("/") if area else []
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]


def question_fault(question: NewQuestion) -> Text | None:
    """Return why a question cannot be right, or None."""
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
