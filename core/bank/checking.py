"""Whether a question may enter an editor's bank, fault by fault; forms and imports ask the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from core.bank.scope import Editor, theirs
from core.courses.service import Lesson, NewQuestion, Question, Work, courses_of_year, question_fault
from core.db import db
from core.decisions.values import Text, say
from core.errors import NotFound
from core.tenancy.tenant import Tenant

CODE = re.compile(r"[\w.\-]{1,60}")
MARKS = "《》〈〉 \t\n"
"""What surrounds a work's title in a text and is no part of it."""

UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Control signs and halves of signs, which neither XML nor a sheet can hold."""

MOST_OPTIONS = 8
LONGEST = 4000
"""Characters of a stem, an option or an explanation."""

Faults = dict[str, Text]


@dataclass(frozen=True, slots=True)
class Shelves:
    """What questions may name: the lessons of each course with the course's area, the tiers and areas of the place."""

    lessons: Mapping[str, frozenset[str]]
    areas_of: Mapping[str, str]
    titles: Mapping[str, str]
    tiers: frozenset[str]
    areas: tuple[str, ...]


def shelves_of(editor: Editor, tenant: Tenant) -> Shelves:
    """Return what an editor's questions may name."""
    courses = courses_of_year(editor.year, every=True)
    lessons: dict[str, set[str]] = {course.code: set() for course in courses}
    for course, code in db.session.execute(
        sa.select(Lesson.course, Lesson.code).where(Lesson.year == editor.year)
    ):
        lessons[course].add(code)
    known = [course for course in courses if editor.sees(course.area) or course.area in _above(editor.area)]
    return Shelves(
        lessons={course.code: frozenset(lessons[course.code]) for course in known},
        areas_of={course.code: course.area for course in known},
        titles={course.code: course.title for course in known},
        tiers=_tiers(editor, tenant) | {tier for course in courses for tier in course.tiers},
        areas=tuple(area for area in tenant.places if editor.sees(area)),
    )


def tidied(question: NewQuestion) -> NewQuestion:
    """Return the question without what surrounds its texts: blanks, and the marks around a work's title."""
    return replace(
        question,
        stem=question.stem.strip(),
        options=tuple(option.strip() for option in question.options),
        accepted=tuple(text.strip() for text in question.accepted if text.strip()),
        explain=question.explain.strip(),
        work=_tidied_work(question.work),
    )


def faults_of(editor: Editor, question: NewQuestion, shelves: Shelves) -> Faults:
    """Return what is wrong with a question, by the field that it is wrong in; empty for one that may enter."""
    faults: Faults = {}
    for name, fault in (
        ("code", _code_fault(question)),
        ("stem", _length_fault(question)),
        ("subject", _lines_fault(question)),
        (
            "work_title",
            None if question.work and question.work.title else say("Please name the source work."),
        ),
        ("course", _course_fault(question, shelves)),
        ("tiers", _tier_fault(question, shelves)),
        ("area", _area_fault(editor, question, shelves)),
        ("valid_until", _validity_fault(question)),
        ("options", question_fault(question)),
    ):
        if fault is not None:
            faults[name] = fault
    return faults


def _tidied_work(work: Work | None) -> Work | None:
    if work is None:
        return None
    return Work(title=work.title.strip(MARKS), article=work.article.strip(), chapter=work.chapter.strip())


def _code_fault(question: NewQuestion) -> Text | None:
    if CODE.fullmatch(question.code):
        return None
    return say("A code has 1 to 60 letters, digits, dots, dashes or underscores: {code}", code=question.code)


def _length_fault(question: NewQuestion) -> Text | None:
    texts = (question.stem, question.explain, *question.options, *question.accepted)
    if any(len(text) > LONGEST for text in texts):
        return say("A text is longer than {most} characters.", most=LONGEST)
    if max(len(question.options), len(question.accepted)) > MOST_OPTIONS:
        return say("There are more than {most} options.", most=MOST_OPTIONS)
    if any(UNSHOWN.search(text) for text in texts):
        return say("A text holds a sign that cannot be shown.")
    return None


def _lines_fault(question: NewQuestion) -> Text | None:
    work = question.work or Work(title="")
    if any(
        "\n" in text for text in (question.subject, question.lesson, work.title, work.article, work.chapter)
    ):
        return say("Subject, lesson and source work stand on one line each.")
    return None


def _course_fault(question: NewQuestion, shelves: Shelves) -> Text | None:
    if not question.course:
        return say("A lesson is named without its course.") if question.lesson else None
    if question.course not in shelves.lessons:
        return say("There is no course {course} here.", course=question.course)
    home = shelves.areas_of[question.course]
    if home and home != question.area and not question.area.startswith(f"{home}/"):
        return say("The course {course} is of another area.", course=question.course)
    if question.lesson and question.lesson not in shelves.lessons[question.course]:
        return say(
            "The course {course} has no lesson {lesson}.", course=question.course, lesson=question.lesson
        )
    return None


def _tier_fault(question: NewQuestion, shelves: Shelves) -> Text | None:
    unknown = [tier for tier in question.tiers if tier not in shelves.tiers]
    return say("There is no tier {tier} here.", tier=unknown[0]) if unknown else None


def _area_fault(editor: Editor, question: NewQuestion, shelves: Shelves) -> Text | None:
    if editor.sees(question.area) and question.area in shelves.areas:
        return None
    return say("You cannot add questions for the area {area}.", area=question.area or "–")


def _validity_fault(question: NewQuestion) -> Text | None:
    first, last = question.valid_from, question.valid_until
    if first is not None and last is not None and first > last:
        return say("The last day of validity comes before the first.")
    return None


def _tiers(editor: Editor, tenant: Tenant) -> frozenset[str]:
    """The tiers that the year's papers differ by, and those of the questions that are there."""
    used = db.session.scalars(sa.select(sa.func.unnest(Question.tiers)).where(theirs(editor)).distinct())
    try:
        exams = tenant.rules_for(editor.year, editor.area).exams.values()
    except NotFound:  # some rules are left to the areas
        exams = {}.values()
    drawn = (tier for exam in exams if exam.blueprint is not None for tier in exam.blueprint.by_tier)
    return frozenset([*used, *drawn])


def _above(area: str) -> tuple[str, ...]:
    steps = area.split("/") if area else []
    return ("", *("/".join(steps[:depth]) for depth in range(1, len(steps) + 1)))
