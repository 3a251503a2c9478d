"""What can be objected to, with the lines that explain it: the same for the learner who asks and the administrator who answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import get_args
from uuid import UUID

from core.courses import service as courses
from core.courses.pages import KINDS, amount_of
from core.courses.service import LearnerYear, RecordRow
from core.decisions.values import NOWHERE, Line, Quantity, Text, Word, say
from core.decisions.year import Exam
from core.errors import BadInput, NotFound, Refused
from core.exams import service as exams
from core.objections.models import About
from core.standings.told import verdict_of

NOTHING = say("There is nothing here that could be objected to.")
WRONG_DAY = say("Please choose a day of this year's study period that is not ahead.")
ABOUTS: tuple[About, ...] = get_args(About)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One thing that a learner may object to, as it reads now."""

    about: About
    key: str
    year: int
    title: Text
    lines: tuple[Line, ...]
    day: date | None = None
    """Of study, the day that a correction would belong to."""
    bucket: str = "required"


def subject_of(learner: UUID, about: str, key: str, year: int | None = None) -> Subject:
    """Return what a learner means, of the current year unless one is named, as for an objection on file.

    Raises NotFound for what is not theirs, BadInput for a day outside the current year, Refused for a paper not handed in.
    """
    find = FINDERS.get(about)
    if find is None:
        raise NotFound(NOTHING)
    return find(learner, key, year)


def _study(learner: UUID, key: str, year: int | None) -> Subject:
    ly = courses.learner_year(learner, year)
    day = _day(key)
    if day is None:
        return _study_entry(ly, _uuid(key))
    if year is None:
        _refuse_outside(ly, day)
    return _study_day(ly, day)


def _study_entry(ly: LearnerYear, entry: UUID) -> Subject:
    row = courses.entry_of(ly, entry)
    return Subject(
        about="study_entry",
        key=str(entry),
        year=ly.year,
        title=say("Study record of {day}: {what}", day=row.day, what=_what(row)),
        lines=_entry_lines(ly, row),
        day=row.day,
        bucket=row.bucket,
    )


def _refuse_outside(ly: LearnerYear, day: date) -> None:
    """Asked anew alone: what is on file stays readable, also where a rehearsal's clock was set back."""
    period = ly.study.period
    if not period.first <= day <= min(period.last, ly.today):
        raise BadInput(WRONG_DAY, fields={"key": WRONG_DAY})


def _study_day(ly: LearnerYear, day: date) -> Subject:
    rows = courses.entries_on(ly, day)
    none = Line(
        say("Study on this day"),
        Quantity(Decimal(0), ly.study.unit),
        say("nothing is recorded"),
        ly.study.cite,
    )
    return Subject(
        about="study_entry",
        key=day.isoformat(),
        year=ly.year,
        title=say("Study record of {day}", day=day),
        lines=_entry_lines(ly, *rows) or (none,),
        day=day,
    )


def _entry_lines(ly: LearnerYear, *rows: RecordRow) -> tuple[Line, ...]:
    unit = "" if ly.rules.study is None else ly.rules.study.unit
    titles = {course.code: course.title for course in courses.courses_of_year(ly.year, every=True)}
    return tuple(Line(_item(row, titles), amount_of(row, unit), _why(row, unit), row.cite) for row in rows)


def _why(row: RecordRow, unit: str) -> Text:
    does_not = say("does not count: {why}", why=Word(row.code))
    why = row.reason or (say("counts") if row.code == "counted" else does_not)
    if row.raw == row.counted:
        return why
    return say("{why} ({raw} before that)", why=why, raw=Quantity(row.raw, amount_of(row, unit).unit))


def _item(row: RecordRow, titles: Mapping[str, str]) -> Text:
    if row.course not in titles:
        return say("{when}: {what}", when=row.at, what=_what(row))
    return say("{when}: {what}, {course}", when=row.at, what=_what(row), course=titles[row.course])


def _what(row: RecordRow) -> Text:
    return KINDS.get(row.kind, say("{what}", what=Word(row.kind)))


def _attempt(learner: UUID, key: str, _year: int | None) -> Subject:
    row = exams.attempt_of(learner, _uuid(key))
    if row.handed_in_at is None:
        raise Refused(say("This paper has not been handed in yet."), code="not_handed_in")
    rule = exams.case_of(learner, row.year).rules.exams.get(row.exam)
    return Subject(
        about="attempt",
        key=str(row.id),
        year=row.year,
        title=say("{title}, attempt {number}", title=rule.title if rule else row.exam, number=row.number),
        lines=_attempt_lines(row, row.handed_in_at, rule),
    )


def _attempt_lines(row: exams.AttemptRow, handed_in: datetime, rule: Exam | None) -> tuple[Line, ...]:
    cite = rule.cite if rule else NOWHERE
    by_learner = row.handed_in_by == "learner"
    who = say("by the learner") if by_learner else say("by the server, when time was over")
    if row.outside:
        who = say("on paper; the mark was entered with the reference {reference}", reference=row.outside)
    times = (
        Line(say("Started"), row.started_at, say("by the server's clock"), cite),
        Line(say("Handed in"), handed_in, who, cite),
    )
    if row.mark is None or rule is None or rule.shows == "nothing":
        return times
    return (_mark_line(row.mark, rule), *times)


def _mark_line(mark: Decimal, rule: Exam) -> Line:
    why, needed = say("the sum of the marks of all questions"), rule.pass_mark
    if needed is None:
        return Line(say("Mark"), Quantity(mark, "marks"), why, rule.cite)
    return Line(
        say("Mark"), Quantity(mark, "marks"), why, rule.cite, Quantity(needed, "marks"), mark >= needed
    )


def _standing(learner: UUID, key: str, year: int | None) -> Subject:
    told = verdict_of(learner, year)
    judged = told.case.rules.year
    if key != str(judged):
        raise NotFound(NOTHING)
    return Subject(
        about="standing",
        key=key,
        year=judged,
        title=say("Result of {year}: {word}", year=key, word=told.word),
        lines=told.outcome.lines,
    )


FINDERS: Mapping[str, Callable[[UUID, str, int | None], Subject]] = {
    "study_entry": _study,
    "attempt": _attempt,
    "standing": _standing,
}


def _day(key: str) -> date | None:
    try:
        return date.fromisoformat(key)
    except ValueError:
        return None


def _uuid(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError as error:
        raise NotFound(NOTHING) from error
