"""What the page of a thread shows, to its learner and to administrators alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.courses.pages import amount_of
from core.courses.service import RecordRow, learner_year
from core.decisions.values import Line, Quantity, Text
from core.objections import service


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One objection with its messages, the lines as they read then and, where they differ, as they read now."""

    row: service.ObjectionRow
    title: Text
    messages: Sequence[service.MessageRow]
    then: Sequence[Line]
    now: Sequence[Line]
    """Empty where nothing has changed."""
    correction: RecordRow | None
    corrected: Quantity | None
    """What the correction adds."""


def thread_of(row: service.ObjectionRow) -> Thread:
    """Return what the page of a thread shows."""
    then, now = service.lines_of(row), service.subject_of(row.learner, row.about, row.key, row.year).lines
    correction = service.correction_for(row) if service.may_correct(row) else None
    return Thread(
        row=row,
        title=service.title_of(row),
        messages=service.messages_of(row.id),
        then=then,
        now=() if now == then else now,
        correction=correction,
        corrected=None if correction is None else amount_of(correction, unit_of(row)),
    )


def unit_of(row: service.ObjectionRow) -> str:
    """Return the unit of account of an objection's year; "" for a year without study."""
    study = learner_year(row.learner, row.year).rules.study
    return "" if study is None else study.unit
