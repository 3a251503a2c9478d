"""Tickets of open lessons: issued, given signs of presence, settled into the ledger, and ended one way or another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from core.courses.acts import owed_grants
from core.courses.catalogue import course_of, lesson_of
from core.courses.entries import ZERO, Book, Entry
from core.courses.entry import Opening, may_open
from core.courses.heartbeat import SIGN, Sign, read_sign, sign_values
from core.courses.ledger import lock_year, read_book, write
from core.courses.models import Course, Lesson, LessonProgress, Ticket
from core.courses.settling import MINUTE, NOTHING, Settled, Time, refused_entry, settle_time
from core.courses.years import LearnerYear
from core.db import db
from core.decisions.credit import Event
from core.decisions.stored import restore_cite
from core.decisions.values import Verdict, say
from core.errors import NotFound, Refused
from core.tenancy.announce import announce
from core.tenancy.scope import current_tenant
from core.web.site import composition

How = Literal["finished", "moved", "closed"]
CANNOT_OPEN = say("This course cannot be studied now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLesson:
    """A lesson that has been opened, and what its page needs to count."""

    ticket: UUID
    course: str
    lesson: str
    heartbeat_seconds: int
    minutes_left: int | None
    other_clients: int
    """Other clients of the learner that are online, where only one may be; the time of all is void then."""
    seq: int = 0
    minutes: int = 0


def opening_of(course: Course) -> Opening:
    """Return what about a course decides whether it may be opened."""
    return Opening(
        tiers=tuple(course.tiers),
        released=course.released,
        cite=restore_cite(course.cite),
        sectors=tuple(course.sectors),
        archived=course.state == "archived",
    )


def entry_verdict(ly: LearnerYear, course: Course) -> Verdict:
    """Return whether the learner may study the course now, with every condition."""
    paid = composition().released(ly.rules, ly.learner, ly.person)
    return may_open(ly, opening_of(course), paid=paid)


def open_lesson(ly: LearnerYear, course: str, lesson: str, sign_in: bytes) -> OpenLesson:
    """Issue a ticket for a lesson to this client and commit; raises NotFound, or Refused with the verdict.

    What the client had open ends: another lesson counts as moved on from, the same lesson as reloaded, which
    is closing. Tickets of the learner that have given no sign for longer than the idle limit end as well.
    """
    row, content = course_of(ly, course), lesson_of(ly.year, course, lesson)
    verdict = entry_verdict(ly, row)
    if not verdict.met:
        raise Refused(CANNOT_OPEN, verdict, code="not_open")
    lock_year(ly.learner, ly.year)
    wrote = _end_former(ly, content, sign_in)
    book = read_book(ly.learner, ly.year)
    grants = owed_grants(ly, book)
    write(ly.learner, ly.year, grants)
    ticket = _issue(ly, row, content, sign_in, book)
    db.session.add(ticket)
    others = len(_others(ly, sign_in)) if ticket.one_client else 0
    db.session.commit()
    if wrote or grants:
        announce("learner.studied", ly.learner, ly.year)
    return _opened(ticket, others)


def leave(ly: LearnerYear, ticket: UUID, sign_in: bytes, how: How = "closed") -> None:
    """End a ticket of this client and commit: ``closed`` counts or is void by the policy, ``moved`` counts.

    Ending one that has ended changes nothing; raises NotFound for one that is not this client's.
    """
    lock_year(ly.learner, ly.year)
    row = ticket_of(ly, ticket, sign_in)
    if row.ended is not None:
        db.session.rollback()
        return
    if how == "moved":
        row = give_sign_within(ly, row)
    end(ly, row, how, ly.at if how == "moved" else row.last)
    db.session.commit()
    announce("learner.studied", ly.learner, ly.year)


def leave_others(ly: LearnerYear, sign_in: bytes) -> int:
    """End the lessons that the learner has open on other clients, as closed, and commit; returns how many."""
    lock_year(ly.learner, ly.year)
    others = _others(ly, sign_in)
    for ticket in others:
        end(ly, ticket, "closed", ly.at)
    db.session.commit()
    if others:
        announce("learner.studied", ly.learner, ly.year)
    return len(others)


def settle(ly: LearnerYear) -> None:
    """Move the whole minutes of the learner's open lessons into the ledger and commit.

    Where closing voids time, an open lesson's time is not settled before it is finished or moved on from.
    """
    lock_year(ly.learner, ly.year)
    book = read_book(ly.learner, ly.year)
    wrote = [_settle_open(ly, ticket, book) for ticket in _open_tickets(ly) if not ticket.void_on_closing]
    db.session.commit()
    if any(wrote):
        announce("learner.studied", ly.learner, ly.year)


def end_silent(ly: LearnerYear) -> int:
    """End the learner's tickets that gave no sign for longer than the idle limit, and commit; returns how many."""
    lock_year(ly.learner, ly.year)
    silent = [ticket for ticket in _open_tickets(ly) if _is_silent(ly, ticket)]
    for ticket in silent:
        end(ly, ticket, "closed", ticket.last)
    db.session.commit()
    if silent:
        announce("learner.studied", ly.learner, ly.year)
    return len(silent)


def silent_learners() -> Sequence[tuple[UUID, int]]:
    """Return the learners (with the year) who have tickets open that gave no sign for longer than the idle limit."""
    silent = Ticket.last + Ticket.idle < sa.func.place_now(Ticket.area)
    query = sa.select(Ticket.learner, Ticket.year).where(Ticket.ended.is_(None), silent)
    return [(row[0], row[1]) for row in db.session.execute(query.distinct())]


def ticket_of(ly: LearnerYear, ticket: UUID, sign_in: bytes) -> Ticket:
    """Return a ticket of this client, locked and as it is now; NotFound for anybody else's."""
    query = sa.select(Ticket).where(
        Ticket.id == ticket, Ticket.learner == ly.learner, Ticket.sign_in == sign_in
    )
    row = db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(say("There is no such open lesson."))
    return row


def give_sign_within(ly: LearnerYear, ticket: Ticket) -> Ticket:
    """Let the learner's own act be a sign of presence, in the caller's transaction; returns the ticket as it is then."""
    sign_of_act(ticket)
    return ticket_of(ly, ticket.id, ticket.sign_in)


def sign_of_act(ticket: Ticket) -> Sign:
    """Run the heartbeat's statement for an act of the learner, in the caller's transaction."""
    values = sign_values(current_tenant(), ticket.id, ticket.sign_in, ticket.seq + 1, act=True)
    rows = db.session.connection().exec_driver_sql(SIGN, values).all()
    return read_sign([tuple(row) for row in rows])


def end(ly: LearnerYear, ticket: Ticket, how: How, at: datetime) -> None:
    """End a ticket in the caller's transaction: its time goes into the ledger, and into the lesson's progress if it counts."""
    void = how == "closed" and ticket.void_on_closing
    progress = progress_of(ticket)
    settled = _settle(ly, ticket, read_book(ly.learner, ly.year), void=void)
    told = refused_entry(ly.study, ly.zone, time_of(ly, ticket))
    write(ly.learner, ly.year, [*settled.entries, *([told] if told else [])])
    ticket.ended, ticket.how = at, how
    ticket.pending, ticket.counted = [], settled.rest
    if not void:
        progress.seconds += int(ticket.shown.total_seconds())
    db.session.flush()


def progress_of(ticket: Ticket) -> LessonProgress:
    """Return the learner's progress in a ticket's lesson; a new row where there was none."""
    key = (current_tenant(), ticket.learner, ticket.year, ticket.course, ticket.lesson)
    found = db.session.get(LessonProgress, key)
    if found is None:
        found = LessonProgress(
            learner=ticket.learner, year=ticket.year, course=ticket.course, lesson=ticket.lesson, seconds=0
        )
        db.session.add(found)
        db.session.flush()
    return found


def running_entries(ly: LearnerYear, book: Book) -> list[Entry]:
    """Return what open lessons come to by now, adding it to the book; nothing is written."""
    entries: list[Entry] = []
    for ticket in _open_tickets(ly, lock=False):
        if not ticket.void_on_closing:
            entries += settle_time(ly.study, ly.zone, book, time_of(ly, ticket)).entries
    return entries


def time_of(ly: LearnerYear, ticket: Ticket) -> Time:
    """Return a ticket's time that is not in the ledger yet."""
    course = course_of(ly, ticket.course)
    key = (current_tenant(), ticket.learner, ticket.year, ticket.course, ticket.lesson)
    progress = db.session.get(LessonProgress, key)
    return Time(
        ticket=ticket.id,
        course=ticket.course,
        lesson=ticket.lesson,
        bucket=ticket.bucket,
        released=course.released,
        first=progress is None or progress.finished_at is None,
        idle=ticket.idle,
        day=ticket.day,
        last=ticket.last,
        counted=ticket.counted,
        pending=tuple(ticket.pending),
        refused=ticket.replayed + ticket.too_frequent + ticket.late,
    )


def _settle_open(ly: LearnerYear, ticket: Ticket, book: Book) -> bool:
    settled = _settle(ly, ticket, book)
    write(ly.learner, ly.year, settled.entries)
    ticket.pending, ticket.counted = [], settled.rest
    return bool(settled.entries)


def _settle(ly: LearnerYear, ticket: Ticket, book: Book, *, void: bool = False) -> Settled:
    return settle_time(ly.study, ly.zone, book, time_of(ly, ticket), void=void)


def _end_former(ly: LearnerYear, lesson: Lesson, sign_in: bytes) -> bool:
    former = [t for t in _open_tickets(ly) if t.sign_in == sign_in or _is_silent(ly, t)]
    for ticket in former:
        same = (ticket.course, ticket.lesson) == (lesson.course, lesson.code)
        how: How = "closed" if same or _is_silent(ly, ticket) else "moved"
        end(ly, ticket, how, ticket.last)
    return bool(former)


def _open_tickets(ly: LearnerYear, *, lock: bool = True) -> Sequence[Ticket]:
    query = sa.select(Ticket).where(
        Ticket.learner == ly.learner, Ticket.year == ly.year, Ticket.ended.is_(None)
    )
    query = query.order_by(Ticket.opened).execution_options(populate_existing=True)
    return db.session.scalars(query.with_for_update() if lock else query).all()


def _others(ly: LearnerYear, sign_in: bytes) -> list[Ticket]:
    return [t for t in _open_tickets(ly) if t.sign_in != sign_in and not _is_silent(ly, t)]


def _is_silent(ly: LearnerYear, ticket: Ticket) -> bool:
    return ly.at - ticket.last > ticket.idle


def _issue(ly: LearnerYear, course: Course, lesson: Lesson, sign_in: bytes, book: Book) -> Ticket:
    presence = ly.study.presence
    return Ticket(
        learner=ly.learner,
        sign_in=sign_in,
        year=ly.year,
        course=course.code,
        lesson=lesson.code,
        bucket=course.bucket,
        area=ly.person.area,
        zone=str(ly.zone),
        heartbeat=timedelta(seconds=presence.heartbeat_seconds),
        idle=timedelta(minutes=presence.idle_minutes),
        one_client=presence.clients == "one",
        void_on_closing=presence.closing == "void",
        room=_room(ly, course.bucket, book),
        opened=ly.at,
        last=ly.at,
        day=ly.today,
        counted=_carried(ly, course.bucket),
    )


def _room(ly: LearnerYear, bucket: str, book: Book) -> timedelta | None:
    cap = ly.study.day_cap
    if cap is None or (cap.buckets and bucket not in cap.buckets):
        return None
    minute = Event(kind="minutes", at=ly.at, bucket=bucket)
    rates = (rule.credit(minute) for rule in ly.study.credit)
    rate = next((earned for earned in rates if earned), None)
    if rate is None:
        return None
    left = max(cap.amount - book.under_cap(ly.study, ly.today), ZERO)
    return timedelta(minutes=float(left / rate))


def _carried(ly: LearnerYear, bucket: str) -> timedelta:
    """The rest of a minute from the lesson before goes on here: minutes are whole, and none is lost between lessons."""
    query = sa.select(Ticket).where(
        Ticket.learner == ly.learner,
        Ticket.year == ly.year,
        Ticket.bucket == bucket,
        Ticket.day == ly.today,
        Ticket.ended.is_not(None),
        Ticket.counted > NOTHING,
    )
    rest = NOTHING
    for ticket in db.session.scalars(query.with_for_update()):
        rest += ticket.counted
        ticket.counted = NOTHING
    return min(rest, MINUTE)


def _opened(ticket: Ticket, others: int) -> OpenLesson:
    left = None if ticket.room is None else ticket.room // MINUTE
    return OpenLesson(
        ticket=ticket.id,
        course=ticket.course,
        lesson=ticket.lesson,
        heartbeat_seconds=int(ticket.heartbeat.total_seconds()),
        minutes_left=left,
        other_clients=others,
    )


def tickets_of(ly: LearnerYear, ids: Iterable[UUID]) -> dict[UUID, Ticket]:
    """Return tickets of the learner by id."""
    query = sa.select(Ticket).where(Ticket.learner == ly.learner, Ticket.id.in_(list(ids)))
    return {ticket.id: ticket for ticket in db.session.scalars(query)}
