"""What other domains, pages and commands may ask of exams; the only code that commits is behind these names."""

from core.exams.answers import Answer, Door, Saved, save_answer
from core.exams.booking import (
    book_place,
    book_places,
    booking_verdict,
    chosen_sitting,
    release_place,
    sittings_ahead,
    taken_by_sitting,
    taken_in,
)
from core.exams.delivery import (
    GoingOn,
    Kept,
    acknowledge,
    answers_of,
    attempt_of,
    entry_check,
    going_on,
    hand_in,
    hand_in_all,
    hand_in_overdue,
    start_attempt,
    start_attempts,
)
from core.exams.entering import enter_answers
from core.exams.events import (
    TOLD,
    Standing,
    Told,
    events_of,
    masked,
    note_told,
    open_page,
)
from core.exams.extra_time import give_extra_time, in_progress
from core.exams.facts import case_in, case_of, cases_in, cases_of
from core.exams.feasibility import Lack, lacks_ahead, lacks_in
from core.exams.models import AnswerRow, AttemptEvent, AttemptRow
from core.exams.papers import Reviewed, Shown, reviewed, reviewed_all, shown
from core.exams.preparing import Coming, coming, prepare, prepared_of

__all__ = [
    "TOLD",
    "Answer",
    "AnswerRow",
    "AttemptEvent",
    "AttemptRow",
    "Coming",
    "Door",
    "GoingOn",
    "Kept",
    "Lack",
    "Reviewed",
    "Saved",
    "Shown",
    "Standing",
    "Told",
    "acknowledge",
    "answers_of",
    "attempt_of",
    "book_place",
    "book_places",
    "booking_verdict",
    "case_in",
    "case_of",
    "cases_in",
    "cases_of",
    "chosen_sitting",
    "coming",
    "enter_answers",
    "entry_check",
    "events_of",
    "give_extra_time",
    "going_on",
    "hand_in",
    "hand_in_all",
    "hand_in_overdue",
    "in_progress",
    "lacks_ahead",
    "lacks_in",
    "masked",
    "note_told",
    "open_page",
    "prepare",
    "prepared_of",
    "release_place",
    "reviewed",
    "reviewed_all",
    "save_answer",
    "shown",
    "sittings_ahead",
    "start_attempt",
    "start_attempts",
    "taken_by_sitting",
    "taken_in",
]
