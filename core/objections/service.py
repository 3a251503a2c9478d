"""What pages and programs may ask of objections; the only code that commits is behind these names."""

from core.objections.answering import (
    MEASURES,
    answer,
    buckets_for,
    correction_for,
    decide,
    enter_correction,
    may_correct,
)
from core.objections.finding import (
    Found,
    Held,
    Query,
    going_on_about,
    lines_of,
    messages_of,
    objection_in,
    objections_in,
    own_objection,
    own_objections,
    title_of,
)
from core.objections.models import MessageRow, ObjectionRow
from core.objections.raising import LONGEST, raise_objection, withdraw, write_again
from core.objections.subjects import Subject, subject_of

__all__ = [
    "LONGEST",
    "MEASURES",
    "Found",
    "Held",
    "MessageRow",
    "ObjectionRow",
    "Query",
    "Subject",
    "answer",
    "buckets_for",
    "correction_for",
    "decide",
    "enter_correction",
    "going_on_about",
    "lines_of",
    "may_correct",
    "messages_of",
    "objection_in",
    "objections_in",
    "own_objection",
    "own_objections",
    "raise_objection",
    "subject_of",
    "title_of",
    "withdraw",
    "write_again",
]
