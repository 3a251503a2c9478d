"""What editors do to a lesson: add, change, publish into a live course, archive, restore, delete, order, hold against its law.

A lesson's code never changes, because tickets, the ledger and questions tell of it; nor is a lesson deleted of which they do.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import sqlalchemy as sa

from core.audit.service import note
from core.authoring.drafts import LessonDraft, lesson_faults
from core.authoring.offers import Offers
from core.authoring.scope import Seen, all_lessons, lesson_here, locked_lesson, own_course, subject_of
from core.authoring.writing import WRONG, reason_of
from core.bank.service import MARKS, Editor
from core.courses.service import Lesson, Work, learners_of_lessons, questions_of_course, work_document
from core.courses.words import index_lessons
from core.db import db, now
from core.decisions.values import Quantity, Text, say
from core.errors import BadInput, Refused
from core.web.richtext import kept

NUMBERED = re.compile(r"l(\d{1,6})")
NOT_NOW = say("This cannot be done with a lesson in this state.")


def add_lesson(editor: Editor, course: str, draft: LessonDraft, offers: Offers) -> Lesson:
    """Add a lesson behind the others as a draft and commit; BadInput names each faulty field."""
    own_course(editor, course)
    _check(draft, offers)
    lessons = all_lessons(editor.year, course)
    last = max((lesson.position for lesson in lessons), default=-1)
    row = Lesson(year=editor.year, course=course, code=_code(lessons), position=last + 1, state="draft")
    _write(editor, row, draft)
    db.session.add(row)
    db.session.flush()
    index_lessons([row])
    note(editor.actor, "lesson_add", subject_of(row), lesson=row.code, title=row.title)
    db.session.commit()
    return row


def change_lesson(editor: Editor, draft: LessonDraft, seen: Seen, offers: Offers) -> Lesson:
    """Give a lesson another wording and commit; learners of a live one read it from now on."""
    row = locked_lesson(editor, seen)
    _check(draft, offers)
    if row.worth != draft.worth and _learners(row):
        fault = say("{learners} have studied it: what it counts for stays.", learners=_counted(row))
        raise BadInput(WRONG, fields={"worth": fault})
    _write(editor, row, draft)
    index_lessons([row])
    _noted(editor, row, "lesson_change")
    return row


def publish_lesson(editor: Editor, seen: Seen) -> None:
    """Show a draft to the learners of its live course, and commit."""
    row = _in_state(locked_lesson(editor, seen), "draft")
    if own_course(editor, row.course).state != "live":
        raise Refused(say("Lessons appear with their course, once it is published."), code="course_not_live")
    if not row.text.strip():
        raise Refused(say("The lesson “{title}” has no text yet.", title=row.title), code="no_text")
    row.state = "live"
    _noted(editor, row, "lesson_publish")


def archive_lesson(editor: Editor, seen: Seen, reason: str) -> None:
    """Offer a live lesson no more, saying why, and commit; the course is finished without it from now on."""
    row = _in_state(locked_lesson(editor, seen), "live")
    live = [one for one in all_lessons(row.year, row.course) if one.state == "live"]
    if len(live) == 1 and own_course(editor, row.course).state == "live":
        raise Refused(
            say("A course needs at least one lesson: archive the course instead."), code="last_lesson"
        )
    said = reason_of(reason)
    row.state = "archived"
    _noted(editor, row, "lesson_archive", said)


def restore_lesson(editor: Editor, seen: Seen) -> None:
    """Make an archived lesson a draft again, and commit."""
    row = _in_state(locked_lesson(editor, seen), "archived")
    row.state = "draft"
    _noted(editor, row, "lesson_restore")


def delete_lesson(editor: Editor, seen: Seen) -> None:
    """Delete a lesson for good and commit; Refused once anybody has opened it, questions belong to it, or it is live."""
    row = locked_lesson(editor, seen)
    refusal = lesson_kept_for(row)
    if refusal is not None:
        raise Refused(refusal, code="in_use")
    note(editor.actor, "lesson_delete", subject_of(row), lesson=row.code, title=row.title)
    of = (Lesson.year == row.year, Lesson.course == row.course, Lesson.code == row.code)
    db.session.execute(sa.delete(Lesson).where(*of))
    db.session.commit()


def lesson_kept_for(row: Lesson) -> Text | None:
    """Return why a lesson cannot be deleted; None when it can."""
    if row.state == "live":
        return say("Learners see it; archive it first.")
    if _learners(row):
        return say(
            "{learners} have studied it, so it is archived rather than deleted.", learners=_counted(row)
        )
    questions = questions_of_course(row.year, row.course, row.code)
    if questions:
        return say(
            "{questions} of the bank belong to it.", questions=Quantity(Decimal(questions), "questions")
        )
    return None


def confirm_lesson(editor: Editor, seen: Seen, reason: str) -> None:
    """Say why a lesson is right as it stands although its source work has changed, and commit."""
    row = locked_lesson(editor, seen)
    said = reason_of(reason)
    row.reviewed_at = now()
    _noted(editor, row, "lesson_confirm", said)


def put_lessons_in_order(editor: Editor, course: str, codes: Sequence[str]) -> None:
    """Put a course's lessons into this order and commit."""
    parent = own_course(editor, course)
    for place, code in enumerate(dict.fromkeys(codes)):
        lesson_here(parent, code).position = place
    note(editor.actor, "lesson_order", subject_of(parent), count=str(len(codes)))
    db.session.commit()


LESSON_ACTS: Mapping[str, Callable[[Editor, Seen, str], object]] = {
    "publish": lambda editor, seen, _reason: publish_lesson(editor, seen),
    "archive": archive_lesson,
    "restore": lambda editor, seen, _reason: restore_lesson(editor, seen),
    "delete": lambda editor, seen, _reason: delete_lesson(editor, seen),
    "confirm": confirm_lesson,
}


def tidied_work(work: Work) -> Work | None:
    """Return a source work without the marks around its title; None for one without any words."""
    tidy = Work(title=work.title.strip(MARKS), article=work.article.strip(), chapter=work.chapter.strip())
    return tidy if tidy.title or tidy.place else None


def _write(editor: Editor, row: Lesson, draft: LessonDraft) -> None:
    row.title, row.format, row.worth = draft.title, draft.format, draft.worth
    row.text = kept(draft.text, draft.format)
    row.work = work_document(draft.work)
    row.edited_by_name = editor.actor.name
    row.edited_at = row.reviewed_at = now()


def _code(lessons: Sequence[Lesson]) -> str:
    return f"l{max((_number(lesson.code) for lesson in lessons), default=0) + 1}"


def _number(code: str) -> int:
    found = NUMBERED.fullmatch(code)
    return int(found[1]) if found else 0


def _learners(row: Lesson) -> int:
    return learners_of_lessons(row.year, row.course).get(row.code, 0)


def _counted(row: Lesson) -> Quantity:
    return Quantity(Decimal(_learners(row)), "learners")


def _noted(editor: Editor, row: Lesson, act: str, reason: str = "") -> None:
    row.edits += 1
    note(editor.actor, act, subject_of(row), reason, lesson=row.code, title=row.title)
    db.session.commit()


def _in_state(row: Lesson, state: str) -> Lesson:
    if row.state != state:
        raise Refused(NOT_NOW, code="wrong_state")
    return row


def _check(draft: LessonDraft, offers: Offers) -> None:
    faults = lesson_faults(draft, offers)
    if faults:
        raise BadInput(WRONG, fields=faults)
