"""Source works and what becomes of their questions when a law changes: they are stale until somebody has reviewed each.

Lessons that treat the work are found by the change itself; `core.authoring.staleness` lists them.

A stale question is asked until it is retired or a new version is live: whether the change touches it is for an editor
to say, and a paper short of questions would help nobody. It is listed with the papers that it stands in.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from core.audit.service import note
from core.bank.changes import is_of
from core.bank.checking import MARKS
from core.bank.figures import count_figures, papers_with
from core.bank.likeness import plain
from core.bank.lists import TITLE
from core.bank.models import QuestionFigures, WorkChange
from core.bank.review import subject_of
from core.bank.scope import Editor, in_use, theirs
from core.courses.service import Course, Lesson, Question
from core.db import db, now
from core.decisions.values import Text, say
from core.errors import BadInput

LISTED = 20
MOST_STALE = 200


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A source work with what the bank asks about it."""

    title: str
    questions: int
    stale: int
    courses: tuple[str, ...]
    lessons: int = 0


@dataclass(frozen=True, slots=True)
class StaleLine:
    """A stale question with the papers that its version stands in, as last counted."""

    row: Question
    papers: tuple[QuestionFigures, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What an editor says of a work: which article ("" for all of it), from which day, and what has changed."""

    title: str
    article: str
    since: date | None
    note: str


def works_of(editor: Editor) -> Sequence[WorkLine]:
    """Return the source works of the questions and lessons that an editor sees, by title."""
    stale = sa.func.count().filter(Question.stale.is_not(None))
    courses = sa.func.array_agg(sa.func.distinct(Question.course))
    query = sa.select(TITLE, sa.func.count(sa.func.distinct(Question.code)), stale, courses)
    rows = db.session.execute(query.where(*_in_question(editor), TITLE != "").group_by(TITLE).order_by(TITLE))
    lessons = Counter(work["title"] for work in _works_of_lessons(editor))
    lines = {
        title: WorkLine(title, questions, count, tuple(code for code in found if code), lessons[title])
        for title, questions, count, found in rows
    }
    for title in lessons.keys() - lines.keys():
        lines[title] = WorkLine(title, 0, 0, (), lessons[title])
    return [lines[title] for title in sorted(lines)]


def changes_of(editor: Editor) -> Sequence[WorkChange]:
    """Return the changes that were marked last, newest first."""
    query = sa.select(WorkChange).where(WorkChange.year == editor.year).order_by(WorkChange.at.desc())
    return [row for row in db.session.scalars(query) if editor.sees(row.area)][:LISTED]


def mark_changed(editor: Editor, change: Change) -> int:
    """Make the questions of a work, or of one article of it, stale and commit; returns how many.

    BadInput names each faulty field; also where neither question nor lesson treats it.
    """
    title, article = change.title.strip(MARKS), change.article.strip()
    rows = _treating(editor, title, article)
    concerned = bool(rows) or any(is_of(title, article, work) for work in _works_of_lessons(editor))
    faults = _faults(change, concerned=concerned)
    if faults or change.since is None:
        raise BadInput(say("Some details are missing or not right."), fields=faults)
    for row in rows:
        row.stale, row.stale_why = change.since, change.note.strip()
        row.edits += 1
        note(editor.actor, "question_stale", subject_of(row), row.stale_why, version=str(row.version))
    db.session.add(_kept(editor, change, title, article, len(rows)))
    count_figures.enqueue()
    db.session.commit()
    return len(rows)


def stale_of(editor: Editor) -> tuple[Sequence[StaleLine], int]:
    """Return the stale questions that an editor sees with their papers, the longest stale first, and how many there are."""
    chosen = (*_in_question(editor), Question.stale.is_not(None))
    total: int = db.session.execute(
        sa.select(sa.func.count()).select_from(Question).where(*chosen)
    ).scalar_one()
    query = sa.select(Question).where(*chosen).order_by(Question.stale, Question.code).limit(MOST_STALE)
    rows = db.session.scalars(query).all()
    papers = papers_with(editor.year, [row.code for row in rows])
    return [
        StaleLine(row, tuple(one for one in papers.get(row.code, ()) if one.version == row.version))
        for row in rows
    ], total


def _in_question(editor: Editor) -> tuple[sa.ColumnElement[bool], ...]:
    return theirs(editor), in_use(), Question.state != "retired"


def _treating(editor: Editor, title: str, article: str) -> list[Question]:
    """The questions of a work, locked; an article's are those of its paragraphs too, however its number is written."""
    query = sa.select(Question).where(*_in_question(editor), title == TITLE).order_by(Question.code)
    locked = query.with_for_update(of=Question).execution_options(populate_existing=True)
    wanted = plain(article)
    return [
        row for row in db.session.scalars(locked) if plain(row.work.get("article", "")).startswith(wanted)
    ]


def _works_of_lessons(editor: Editor) -> list[dict[str, str]]:
    """The source works of the lessons of the editor's own courses, one for each lesson."""
    same = sa.and_(Course.tenant == Lesson.tenant, Course.year == Lesson.year, Course.code == Lesson.course)
    query = sa.select(Course.area, Lesson.work).join(Course, same).where(Lesson.year == editor.year)
    rows = db.session.execute(query.where(Lesson.state != "archived", Course.state != "archived"))
    return [work for area, work in rows if work.get("title") and editor.sees(area)]


def _faults(change: Change, *, concerned: bool) -> dict[str, Text]:
    faults: dict[str, Text] = {}
    if not concerned:
        faults["title"] = say("No question or lesson of yours treats this.")
    if change.since is None:
        faults["since"] = say("Please give a day like 2024-11-09.")
    if not change.note.strip():
        faults["note"] = say("Please say what has changed.")
    return faults


def _kept(editor: Editor, change: Change, title: str, article: str, count: int) -> WorkChange:
    return WorkChange(
        year=editor.year,
        area=editor.area,
        title=title,
        article=article,
        note=change.note.strip(),
        since=change.since,
        questions=count,
        by=editor.actor.id,
        by_name=editor.actor.name,
        at=now(),
    )
