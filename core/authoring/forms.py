"""What the forms of courses and lessons send, with what could not be read, by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from werkzeug.datastructures import MultiDict

from core.authoring.drafts import CourseDraft, Faults, LessonDraft
from core.authoring.lessons import tidied_work
from core.authoring.scope import Seen
from core.authoring.writing import new_code
from core.courses.service import Course, Lesson, Work, work_of
from core.decisions.stored import restore_cite
from core.decisions.values import Cite, say

MOST_DIGITS = 9
"""Of a count of edits or a place in an order: what the columns hold."""


@dataclass(frozen=True, slots=True)
class TypedCourse:
    """A course as it was typed."""

    draft: CourseDraft
    faults: Faults = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TypedLesson:
    """A lesson as it was typed."""

    draft: LessonDraft
    faults: Faults = field(default_factory=dict)


def read_course(form: MultiDict[str, str], kept: Course | None = None) -> TypedCourse:
    """Read the form of a course; one that is there already keeps its code."""
    faults: Faults = {}
    draft = CourseDraft(
        code=kept.code if kept else _text(form, "code") or new_code(),
        title=_text(form, "title"),
        area=form.get("area", kept.area if kept else ""),
        category=_text(form, "category"),
        bucket=form.get("bucket", kept.bucket if kept else ""),
        tiers=tuple(dict.fromkeys(form.getlist("tiers"))),
        sectors=tuple(dict.fromkeys(form.getlist("sectors"))),
        released=_day(form, "released", faults),
        worth=_worth(form, faults),
        cite=Cite(
            document=_text(form, "document"), article=_text(form, "article"), assumed=_text(form, "assumed")
        ),
    )
    return TypedCourse(draft, faults)


def course_draft(row: Course) -> CourseDraft:
    """Return what a course says, as its form shows it."""
    return CourseDraft(
        code=row.code,
        title=row.title,
        area=row.area,
        category=row.category,
        bucket=row.bucket,
        tiers=tuple(row.tiers),
        sectors=tuple(row.sectors),
        released=row.released,
        worth=row.worth,
        cite=restore_cite(row.cite),
    )


def read_lesson(form: MultiDict[str, str]) -> TypedLesson:
    """Read the form of a lesson."""
    faults: Faults = {}
    work = Work(
        title=_text(form, "work_title"),
        article=_text(form, "work_article"),
        chapter=_text(form, "work_chapter"),
    )
    draft = LessonDraft(
        title=_text(form, "title"),
        text=_text(form, "text"),
        format=form.get("text_format", "markdown"),
        work=tidied_work(work),
        worth=_worth(form, faults),
    )
    return TypedLesson(draft, faults)


def lesson_draft(row: Lesson) -> LessonDraft:
    """Return what a lesson says, as its form shows it."""
    return LessonDraft(
        title=row.title, text=row.text, format=row.format, work=work_of(row.work), worth=row.worth
    )


def read_seen(form: Mapping[str, str], course: str, lesson: str = "") -> Seen:
    """Read which state the editor saw; one that makes no sense is older than any."""
    return Seen(course, _number(form.get("edits", "")) or 0, lesson)


def read_order(form: MultiDict[str, str]) -> list[str]:
    """Read a list's order: codes by the places given to them, equals as they stood."""
    pairs = zip(form.getlist("code"), form.getlist("place"), strict=False)
    placed = [(_number(place), index, code) for index, (code, place) in enumerate(pairs)]
    known = sorted((MOST_DIGITS**MOST_DIGITS if n is None else n, index, code) for n, index, code in placed)
    return [code for _, _, code in known]


def _number(text: str) -> int | None:
    plain = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if plain else None


def _text(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()


def _day(form: Mapping[str, str], name: str, faults: Faults) -> date | None:
    text = _text(form, name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults[name] = say("Please give a day like 2024-11-09.")
        return None


def _worth(form: Mapping[str, str], faults: Faults) -> Decimal | None:
    text = _text(form, "worth")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if value.is_finite():
        return value
    faults["worth"] = say("Please give a number, such as 2 or 1.5.")
    return None
