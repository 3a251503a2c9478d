"""Finishing a lesson, and with its last lesson the course: what the rules give for it goes into the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from core.courses.catalogue import course_of, lesson_of, lessons_of
from core.courses.entries import Act, Book, Entry, credit_entry
from core.courses.heartbeat import WHY
from core.courses.ledger import lock_year, read_book, write
from core.courses.models import Course, FinishedCourse, LedgerEntry, LessonProgress, Ticket
from core.courses.tickets import end, give_sign_within, progress_of, ticket_of
from core.courses.years import LearnerYear
from core.db import db
from core.decisions.credit import Event, EventKind
from core.decisions.presence import may_finish
from core.decisions.stored import restore_text
from core.decisions.values import Text, say
from core.errors import Refused
from core.tenancy.announce import announce
from core.tenancy.scope import current_tenant

TOO_EARLY = say("This lesson cannot be finished yet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What finishing a lesson brought: credit in the year's unit, why there is none, the next lesson, the course's end."""

    credited: Decimal
    unit: str
    reasons: tuple[Text, ...]
    course_finished: bool
    next_lesson: str
    """Code of the first lesson of the course not finished yet; "" when there is none."""


def finish_lesson(ly: LearnerYear, ticket: UUID, sign_in: bytes) -> Finished:
    """Finish a ticket's lesson and commit; finishing it again with the same ticket answers the same.

    Raises Refused with the verdict while the presence is too short, or when the lesson was left;
    NotFound for a ticket that is not this client's.
    """
    lock_year(ly.learner, ly.year)
    row = ticket_of(ly, ticket, sign_in)
    if row.ended is None:
        row = _finish(ly, give_sign_within(ly, row))
        db.session.commit()
        announce("learner.studied", ly.learner, ly.year)
    elif row.how != "finished":
        db.session.rollback()
        raise Refused(WHY["ended"], code="ended")
    return _finished(ly, row)


def _finish(ly: LearnerYear, ticket: Ticket) -> Ticket:
    progress = progress_of(ticket)
    seconds = progress.seconds + int(ticket.shown.total_seconds())
    verdict = may_finish(ly.study.presence, seconds)
    if not verdict.met:
        db.session.commit()
        raise Refused(TOO_EARLY, verdict, code="too_early")
    end(ly, ticket, "finished", ly.at)
    first = progress.finished_at is None
    if first:
        progress.finished_at = ly.at
        db.session.flush()
    write(ly.learner, ly.year, _earned(ly, ticket, first=first))
    return ticket


def _earned(ly: LearnerYear, ticket: Ticket, *, first: bool) -> list[Entry]:
    course, book = course_of(ly, ticket.course), read_book(ly.learner, ly.year)
    lesson = lesson_of(ly.year, ticket.course, ticket.lesson, archived=True)
    entries = [_credit(ly, book, ticket, course, ("lesson", lesson.worth, first))]
    if _course_ends_now(ly, course):
        entries.append(_credit(ly, book, ticket, course, ("course", course.worth, True)))
    return [entry for entry in entries if entry is not None]


def _credit(
    ly: LearnerYear, book: Book, ticket: Ticket, course: Course, what: tuple[EventKind, Decimal | None, bool]
) -> Entry | None:
    kind, worth, first = what
    event = Event(
        kind=kind,
        at=ly.at,
        bucket=course.bucket,
        course=course.code,
        lesson=ticket.lesson if kind == "lesson" else "",
        category=course.category,
        worth=worth,
        first=first,
    )
    return credit_entry(ly.study, ly.zone, book, event, Act(released=course.released, ticket=ticket.id))


def _course_ends_now(ly: LearnerYear, course: Course) -> bool:
    """Enter the course as finished when its last lesson was; False when it is not, or was before."""
    key = (current_tenant(), ly.learner, ly.year, course.code)
    if unfinished_lessons(ly, course.code) or db.session.get(FinishedCourse, key) is not None:
        return False
    ended = FinishedCourse(
        learner=ly.learner, year=ly.year, course=course.code, finished_at=ly.at, day=ly.today
    )
    db.session.add(ended)
    db.session.flush()
    return True


def unfinished_lessons(ly: LearnerYear, course: str) -> list[str]:
    """Return the codes of a course's lessons that the learner has not finished, in order."""
    query = sa.select(LessonProgress.lesson).where(
        LessonProgress.learner == ly.learner,
        LessonProgress.year == ly.year,
        LessonProgress.course == course,
        LessonProgress.finished_at.is_not(None),
    )
    done = set(db.session.scalars(query))
    return [lesson.code for lesson in lessons_of(ly.year, course) if lesson.code not in done]


def _finished(ly: LearnerYear, ticket: Ticket) -> Finished:
    rows = _entries_of(ticket)
    left = unfinished_lessons(ly, ticket.course)
    return Finished(
        credited=sum((row.counted for row in rows), Decimal(0)),
        unit=ly.study.unit,
        reasons=tuple(_reasons(rows)),
        course_finished=not left,
        next_lesson=left[0] if left else "",
    )


def _entries_of(ticket: Ticket) -> Sequence[LedgerEntry]:
    query = sa.select(LedgerEntry).where(
        LedgerEntry.learner == ticket.learner,
        LedgerEntry.year == ticket.year,
        LedgerEntry.ticket == ticket.id,
        LedgerEntry.measure == "study",
    )
    return db.session.scalars(query).all()


def _reasons(rows: Sequence[LedgerEntry]) -> list[Text]:
    kept = [restore_text(row.reason) for row in rows if row.kind != "minutes"]
    return [text for text in kept if text is not None]
