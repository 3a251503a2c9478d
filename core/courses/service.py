"""What other domains, pages and commands may ask of study; the only code that commits is behind these names."""

from uuid import UUID

from core.courses.acts import (
    Correction,
    apply_grants,
    correct,
    record_login_day,
    record_profile,
)
from core.courses.attachments import (
    MOST_FILES,
    ROLES,
    Attached,
    attach_file,
    attached_file,
    describe_file,
    detach_file,
    files_of_lesson,
    order_files,
)
from core.courses.bank import (
    CONTENT,
    FALSE,
    TRUE,
    AskedQuestion,
    NewQuestion,
    add_questions,
    bank_digest,
    bank_items,
    content_of,
    item_of,
    not_reserved,
    question_fault,
    question_of,
    question_row,
    questions_asked,
    questions_for,
    retire_question,
)
from core.courses.catalogue import (
    NewCourse,
    NewLesson,
    Shelf,
    Work,
    course_of,
    courses_for,
    courses_of_year,
    lesson_of,
    lessons_of,
    publish_course,
    publish_courses,
    shelf_for,
    work_document,
    work_of,
)
from core.courses.elsewhere import (
    CreditElsewhere,
    Held,
    entry_elsewhere,
    held_elsewhere,
    taking_back,
    write_elsewhere,
)
from core.courses.entry import unpaid
from core.courses.finishing import Finished, finish_lesson
from core.courses.heartbeat import Sign, give_sign
from core.courses.history import PastLesson, PastYear, enter_histories, enter_history
from core.courses.ledger import rebuild_totals
from core.courses.mistakes import Mistake, mistakes_of
from core.courses.models import Course, Lesson, PracticeRound, Question
from core.courses.openings import Opened, Opening, held_openings, write_openings
from core.courses.playing import keep_position, positions_of
from core.courses.practice import (
    ASKED,
    Asked,
    Kind,
    hand_in_practice,
    has_practice,
    practice_verdict,
    questions_of,
    reason_of,
    round_of,
    rounds_of,
    start_practice,
    subject_of,
)
from core.courses.record import (
    PAGE,
    STUDY,
    CourseProgress,
    RecordRow,
    StudyRecord,
    correction_of,
    entries_on,
    entry_of,
    progress_for,
    study_facts,
    study_facts_from,
    study_facts_of,
    study_record,
)
from core.courses.seeing import seen_file
from core.courses.settling import MINUTE
from core.courses.studied import learners_of_course, learners_of_lessons, questions_of_course
from core.courses.tickets import (
    OpenLesson,
    end_silent,
    entry_verdict,
    leave,
    leave_others,
    open_lesson,
    settle,
    silent_learners,
)
from core.courses.years import LearnerYear, learner_year, learner_years, year_of
from core.tenancy.announce import Event, subscribe

__all__ = [
    "ASKED",
    "CONTENT",
    "FALSE",
    "MOST_FILES",
    "PAGE",
    "ROLES",
    "STUDY",
    "TRUE",
    "Asked",
    "AskedQuestion",
    "Attached",
    "Correction",
    "Course",
    "CourseProgress",
    "CreditElsewhere",
    "Finished",
    "Held",
    "Kind",
    "LearnerYear",
    "Lesson",
    "Mistake",
    "NewCourse",
    "NewLesson",
    "NewQuestion",
    "OpenLesson",
    "Opened",
    "Opening",
    "PastLesson",
    "PastYear",
    "PracticeRound",
    "Question",
    "RecordRow",
    "Shelf",
    "Sign",
    "StudyRecord",
    "Work",
    "add_questions",
    "apply_grants",
    "attach_file",
    "attached_file",
    "bank_digest",
    "bank_items",
    "beat",
    "content_of",
    "correct",
    "correction_of",
    "course_of",
    "courses_for",
    "courses_of_year",
    "describe_file",
    "detach_file",
    "end_silent",
    "end_silent_tickets",
    "enter_histories",
    "enter_history",
    "entries_on",
    "entry_elsewhere",
    "entry_of",
    "entry_verdict",
    "files_of_lesson",
    "finish_lesson",
    "hand_in_practice",
    "has_practice",
    "held_elsewhere",
    "held_openings",
    "item_of",
    "keep_position",
    "learner_year",
    "learner_years",
    "learners_of_course",
    "learners_of_lessons",
    "leave",
    "leave_others",
    "lesson_of",
    "lessons_of",
    "listen",
    "mistakes_of",
    "not_reserved",
    "open_lesson",
    "order_files",
    "positions_of",
    "practice_verdict",
    "progress_for",
    "publish_course",
    "publish_courses",
    "question_fault",
    "question_of",
    "question_row",
    "questions_asked",
    "questions_for",
    "questions_of",
    "questions_of_course",
    "reason_of",
    "rebuild_totals",
    "record_login_day",
    "record_profile",
    "retire_question",
    "round_of",
    "rounds_of",
    "seen_file",
    "settle",
    "shelf_for",
    "start_practice",
    "study_facts",
    "study_facts_from",
    "study_facts_of",
    "study_record",
    "subject_of",
    "taking_back",
    "unpaid",
    "work_document",
    "work_of",
    "write_elsewhere",
    "write_openings",
    "year_of",
]

SETTLE_AFTER = 5 * MINUTE
"""How much counted time a ticket may hold before it is moved into the ledger while the lesson goes on."""


def beat(tenant: str, ticket: UUID, sign_in: bytes, seq: int) -> Sign:
    """Record a sign of presence in one round trip; NotFound for a ticket that is not this client's.

    Now and then the time gathered is settled into the ledger; the sign is acknowledged before that and kept in
    any case, so a failure there loses nothing.
    """
    sign = give_sign(tenant, ticket, sign_in, seq)
    if sign.counted >= SETTLE_AFTER and not sign.void_on_closing and sign.code == "counted":
        settle(learner_year(sign.learner, sign.year))
    return sign


def end_silent_tickets() -> int:
    """End every ticket of the tenant in scope that gave no sign for longer than the idle limit; a job's work."""
    return sum(end_silent(learner_year(learner, year)) for learner, year in silent_learners())


def listen() -> None:
    """Enter a learner's first sign-in of a day when accounts tell of it; called once when the application is composed."""
    subscribe("learner.signed_in", _signed_in)


def _signed_in(event: Event) -> None:
    if event.learner is not None:
        record_login_day(learner_year(event.learner))
