"""What other domains, pages and commands may ask of exams; the only code that commits is behind these names."""

from core.exams.answers import Answer, Door, Saved, save_answer
from core.exams.booking import (
    book_place,
    booking_verdict,
    release_place,
    sittings_ahead,
    taken_by_sitting,
    taken_in,
)
from core.exams.delivery import (
    acknowledge,
    answers_of,
    attempt_of,
    entry_check,
    hand_in,
    hand_in_overdue,
    open_attempt,
    start_attempt,
)
from core.exams.facts import attempts_of, case_in, case_of, facts_in
from core.exams.models import AnswerRow, AttemptRow
from core.exams.papers import Reviewed, Shown, reviewed, shown

__all__ = [
    "Answer",
    "AnswerRow",
    "AttemptRow",
    "Door",
    "Reviewed",
    "Saved",
    "Shown",
    "acknowledge",
    "answers_of",
    "attempt_of",
    "attempts_of",
    "book_place",
    "booking_verdict",
    "case_in",
    "case_of",
    "entry_check",
    "facts_in",
    "hand_in",
    "hand_in_overdue",
    "open_attempt",
    "release_place",
    "reviewed",
    "save_answer",
    "shown",
    "sittings_ahead",
    "start_attempt",
    "taken_by_sitting",
    "taken_in",
]
