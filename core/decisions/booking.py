"""May a place in this sitting be booked for this learner, by this person, now?"""

from datetime import date
from typing import Literal, NamedTuple

from core.decisions.case import Case
from core.decisions.exam_entry import may_sit
from core.decisions.exam_results import attempts_left
from core.decisions.slots import Booking, Sitting
from core.decisions.values import Line, Verdict, Word, both, say

BOOKING = say("Booking")


class ListDays(NamedTuple):
    """The days on which those of a department's list sit, and the list's title."""

    first: date
    last: date
    title: str


def may_book(
    case: Case, by: Literal["administrator", "learner"], taken: int = 0, days: ListDays | None = None
) -> Verdict:
    """Return whether a place in ``case.sitting`` may be booked; ``taken`` is how many places are gone.

    ``days`` are those of the list that names the learner, where it has days of its own.
    """
    booking, sitting = case.the_exam.booking, case.sitting
    if booking is None or sitting is None:
        because = say("no places are booked for this exam")
        return Verdict(False, (Line(BOOKING, None, because, case.the_exam.cite, None, False),))
    conditions = [_by(booking, by), _in_period(case, booking), _ahead(case, sitting), _room(sitting, taken)]
    if days is not None:
        conditions.append(_on_a_day_of(case, sitting, days))
    return both((*conditions, _attempt_left(case), may_sit(case)))


def _by(booking: Booking, by: str) -> Verdict:
    met = by in booking.by
    because = say("places are booked by: {who}", who=Word(booking.by[0] if len(booking.by) == 1 else "both"))
    return Verdict(met, (Line(BOOKING, Word(by), because, booking.cite, None, met),))


def _in_period(case: Case, booking: Booking) -> Verdict:
    period = booking.period
    if period is None:
        return Verdict(True, ())
    met = period.holds(case.at, case.zone)
    because = say("places are booked from {first} to {last}", first=period.first, last=period.last)
    line = Line(say("Day of booking"), case.today, because, period.cite, None, met)
    return Verdict(met, (line,), too_late=case.at >= period.end(case.zone))


def _ahead(case: Case, sitting: Sitting) -> Verdict:
    met = case.at < sitting.opens
    because = say("a place can be booked until the sitting opens")
    line = Line(say("Sitting"), sitting.opens, because, sitting.cite, None, met)
    return Verdict(met, (line,), () if met else (say("Choose a later sitting."),))


def _on_a_day_of(case: Case, sitting: Sitting, days: ListDays) -> Verdict:
    day = sitting.opens.astimezone(case.zone).date()
    met = days.first <= day <= days.last
    because = say(
        "those of the list {title} sit from {first} to {last}",
        title=days.title,
        first=days.first,
        last=days.last,
    )
    line = Line(say("Sitting"), sitting.opens, because, case.the_exam.cite, None, met)
    return Verdict(met, (line,), () if met else (say("Choose another sitting."),))


def may_release(case: Case) -> Verdict:
    """Return whether the place in ``case.sitting`` may be given back: not once it has opened or an attempt was started."""
    sitting = case.sitting
    if case.facts.of_exam(case.exam):
        because = say("an attempt has been started from this place")
        return Verdict(False, (Line(BOOKING, None, because, case.the_exam.cite, None, False),))
    if sitting is not None and case.at >= sitting.opens:
        because = say("a place can be released until the sitting opens")
        return Verdict(False, (Line(BOOKING, sitting.opens, because, sitting.cite, None, False),))
    return Verdict(True, ())


def _room(sitting: Sitting, taken: int) -> Verdict:
    if sitting.capacity is None:
        return Verdict(True, ())
    met = taken < sitting.capacity
    because = say("{taken} of {capacity} places are taken", taken=taken, capacity=sitting.capacity)
    line = Line(say("Places"), taken, because, sitting.cite, sitting.capacity, met)
    return Verdict(met, (line,), () if met else (say("Choose another sitting."),))


def _attempt_left(case: Case) -> Verdict:
    if attempts_left(case, case.exam) != 0:
        return Verdict(True, ())
    used = len(case.facts.of_exam(case.exam))
    because = say("all attempts are used")
    return Verdict(
        False, (Line(say("Attempts"), used, because, case.the_exam.cite, None, False),), too_late=True
    )
