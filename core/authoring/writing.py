"""What editors do to a course: add, change, publish, archive, restore, delete, order, copy from another year.

Every act names the count of edits that the editor saw; one who saw an older state is told, and nothing is changed.
Each act leaves an audit entry.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from secrets import token_hex

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.audit.service import note
from core.authoring.drafts import CourseDraft, course_faults
from core.authoring.offers import Offers
from core.authoring.scope import Seen, all_lessons, locked_course, own_course, subject_of
from core.bank.service import Editor
from core.courses.service import Course, Lesson, learners_of_course, questions_of_course
from core.db import db, now
from core.decisions.stored import store_cite
from core.decisions.values import Quantity, Text, say
from core.errors import BadInput, Refused

WRONG = say("Some details are missing or not right.")
NOT_NOW = say("This cannot be done with a course in this state.")


def new_code() -> str:
    """Return a code for a course whose editor gives none."""
    return f"c-{token_hex(4)}"


def add_course(editor: Editor, draft: CourseDraft, offers: Offers) -> Course:
    """Keep a new course as a draft behind those of its area, and commit; BadInput names each faulty field."""
    _check(course_faults(editor, draft, offers))
    last = sa.select(sa.func.max(Course.position)).where(
        Course.year == editor.year, Course.area == draft.area
    )
    row = Course(
        year=editor.year,
        code=draft.code,
        area=draft.area,
        state="draft",
        position=(db.session.scalar(last) or 0) + 1,
    )
    _write(editor, row, draft)
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        taken = say("There is already a course with the code {code}.", code=draft.code)
        raise BadInput(WRONG, fields={"code": taken}) from error
    note(editor.actor, "course_add", subject_of(row), title=row.title)
    db.session.commit()
    return row


def change_course(editor: Editor, draft: CourseDraft, seen: Seen, offers: Offers) -> Course:
    """Change a course's details and commit; what it counts for stays as it is once somebody has studied it."""
    row = locked_course(editor, seen)
    _check(course_faults(editor, draft, offers) | _settled(row, draft))
    _write(editor, row, draft)
    row.edits += 1
    note(editor.actor, "course_change", subject_of(row), title=row.title)
    db.session.commit()
    return row


def publish(editor: Editor, seen: Seen) -> int:
    """Show a course to its learners with all lessons that are drafts, and commit; returns how many lessons it has."""
    row = _in_state(locked_course(editor, seen), "draft")
    lessons = [lesson for lesson in all_lessons(row.year, row.code) if lesson.state != "archived"]
    _check_ready(lessons)
    for lesson in lessons:
        _move_lesson(editor, lesson, "live")
    _move(editor, row, "live", "course_publish", lessons=str(len(lessons)))
    return len(lessons)


def archive(editor: Editor, seen: Seen, reason: str) -> None:
    """Offer a live course no more, saying why, and commit; what was studied of it stays in the ledger."""
    row = _in_state(locked_course(editor, seen), "live")
    _move(editor, row, "archived", "course_archive", reason_of(reason))


def restore(editor: Editor, seen: Seen) -> None:
    """Offer an archived course again, and commit."""
    row = _in_state(locked_course(editor, seen), "archived")
    _move(editor, row, "live", "course_restore")


def delete(editor: Editor, seen: Seen) -> None:
    """Delete a course with its lessons for good and commit; Refused once anybody has studied it or questions belong to it."""
    row = locked_course(editor, seen)
    refusal = kept_for(row)
    if refusal is not None:
        raise Refused(refusal, code="in_use")
    note(editor.actor, "course_delete", subject_of(row), title=row.title)
    db.session.execute(sa.delete(Course).where(Course.year == row.year, Course.code == row.code))
    db.session.commit()


def kept_for(row: Course) -> Text | None:
    """Return why a course cannot be deleted; None when it can."""
    learners = learners_of_course(row.year, row.code)
    if learners:
        counted = Quantity(Decimal(learners), "learners")
        return say("{learners} have studied it, so it is archived rather than deleted.", learners=counted)
    questions = questions_of_course(row.year, row.code)
    if questions:
        return say(
            "{questions} of the bank belong to it.", questions=Quantity(Decimal(questions), "questions")
        )
    return None


def put_in_order(editor: Editor, codes: Sequence[str]) -> None:
    """Put the editor's own courses into this order, those left out behind them, and commit."""
    for place, code in enumerate(dict.fromkeys(codes)):
        own_course(editor, code).position = place
    note(editor.actor, "course_order", f"courses/{editor.year}", count=str(len(codes)))
    db.session.commit()


ACTS: Mapping[str, Callable[[Editor, Seen, str], object]] = {
    "publish": lambda editor, seen, _reason: publish(editor, seen),
    "archive": archive,
    "restore": lambda editor, seen, _reason: restore(editor, seen),
    "delete": lambda editor, seen, _reason: delete(editor, seen),
}


def reason_of(reason: str) -> str:
    """Return a reason as kept; BadInput for none."""
    said = reason.strip()
    if not said:
        raise BadInput(say("Please give a reason."), fields={"reason": say("Please give a reason.")})
    return said


def _write(editor: Editor, row: Course, draft: CourseDraft) -> None:
    row.title, row.category, row.bucket = draft.title, draft.category, draft.bucket
    row.tiers, row.sectors = list(draft.tiers), list(draft.sectors)
    row.released, row.worth = draft.released, draft.worth
    row.cite = store_cite(draft.cite)
    row.edited_by_name, row.edited_at = editor.actor.name, now()


def _settled(row: Course, draft: CourseDraft) -> dict[str, Text]:
    """What may not change any more: a course that counted one way for some must not count another way for others."""
    changed = {
        "bucket": draft.bucket != row.bucket,
        "worth": draft.worth != row.worth,
        "area": draft.area != row.area,
    }
    if not any(changed.values()):
        return {}
    if changed.pop("area"):
        return {"area": say("A course stays in the area that it was written for.")}
    learners = learners_of_course(row.year, row.code)
    if not learners:
        return {}
    text = say(
        "{learners} have studied it: what it counts for stays.",
        learners=Quantity(Decimal(learners), "learners"),
    )
    return {name: text for name, differs in changed.items() if differs}


def _check_ready(lessons: Sequence[Lesson]) -> None:
    if not lessons:
        raise Refused(say("A course needs at least one lesson before learners see it."), code="no_lessons")
    empty = next((lesson for lesson in lessons if not lesson.text.strip()), None)
    if empty is not None:
        raise Refused(say("The lesson “{title}” has no text yet.", title=empty.title), code="no_text")


def _move_lesson(editor: Editor, lesson: Lesson, state: str) -> None:
    if lesson.state != state:
        lesson.state, lesson.edited_by_name = state, editor.actor.name
        lesson.edits += 1


def _move(editor: Editor, row: Course, state: str, act: str, reason: str = "", **facts: str) -> None:
    row.state = state
    row.edits += 1
    note(editor.actor, act, subject_of(row), reason, title=row.title, **facts)
    db.session.commit()


def _in_state(row: Course, state: str) -> Course:
    if row.state != state:
        raise Refused(NOT_NOW, code="wrong_state")
    return row


def _check(faults: Mapping[str, Text]) -> None:
    if faults:
        raise BadInput(WRONG, fields=dict(faults))
