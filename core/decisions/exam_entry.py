"""May this learner start an attempt now, and if not, which rule says so?"""

from core.decisions.audience import is_active, served
from core.decisions.case import Case
from core.decisions.exam_results import (
    attempts_left,
    booked_sitting,
    cohort_line,
    counting_mark,
    limit_of,
    sitting_at,
    sitting_for,
)
from core.decisions.exempting import exemption_of
from core.decisions.slots import Sitting
from core.decisions.values import Cite, Line, Quantity, Text, Verdict, Word, both, say
from core.decisions.year import Exam

ATTEMPTS = say("Attempts")
TIME = say("Time of the exam")
PLACE = say("Booked place")
PASSED = say("Passed already")
UNLIMITED = say("attempts are not limited")


def may_start(case: Case, room: str = "") -> Verdict:
    """Return whether an attempt at ``case.exam`` may be started now, with every condition as a line.

    Without a sitting in the case, the booked one, or the one open now or next, is taken.
    """
    rule = case.the_exam
    about = case if case.sitting else case.about(case.exam, sitting_for(case, case.exam))
    conditions = [is_active(about)]
    exempting = _not_exempt(about)
    if rule.counts and not exempting.met:
        return exempting
    if rule.counts:
        conditions += [served(about), exempting, _cohort(about)]
    conditions += [_booked(about), _in_time(about), _attempts(about, room), *_passed_already(about)]
    conditions += [check.check(about) for check in (rule.open_to, rule.gate) if check is not None]
    conditions += [*_acknowledged(about), *_paid(about)]
    return both(tuple(conditions))


def may_sit(case: Case) -> Verdict:
    """Return whether ``case.exam`` is for this learner at all: active, served, not exempt, cohort, group."""
    open_to = case.the_exam.open_to
    conditions = [is_active(case), served(case), _not_exempt(case), _cohort(case)]
    if open_to is not None:
        conditions.append(open_to.check(case))
    return both((*conditions, *_makeup_needed(case)))


def may_count(case: Case) -> Verdict:
    """Return whether a mark from outside may be entered for ``case.exam``; ``case.at`` is when it was sat.

    The conditions are those of starting an attempt then, but for booking and acknowledging, which the room saw to.
    """
    rule = case.the_exam
    about = case.about(case.exam, sitting_at(case, case.exam))
    conditions = [_takes_marks(about), is_active(about)]
    if rule.counts:
        conditions += [served(about), _not_exempt(about), _cohort(about)]
    conditions += [_sat_in_time(about), _attempts(about, ""), *_passed_already(about)]
    conditions += [check.check(about) for check in (rule.open_to, rule.gate) if check is not None]
    return both(tuple(conditions))


def _takes_marks(case: Case) -> Verdict:
    met = case.the_exam.takes_marks
    rule = case.the_exam.on_paper
    because = say("marks of this exam may come from outside")
    if not met:
        because = say("the year's rules let no marks of this exam come from outside")
    line = Line(
        say("Marks from outside"), None, because, rule.cite if rule else case.the_exam.cite, None, met
    )
    return Verdict(met, (line,))


def _sat_in_time(case: Case) -> Verdict:
    sitting = case.sitting
    if sitting is None:
        because = say("no sitting of this exam was open then")
        return Verdict(False, (Line(TIME, case.at, because, case.the_exam.cite, None, False),))
    return Verdict(True, (_time_line(case, sitting, say("it was sat in this time"), met=True),))


def _not_exempt(case: Case) -> Verdict:
    exempting = exemption_of(case)
    if exempting.state != "exempt":
        return Verdict(True, ())
    because = say("the exempt do not sit the exam; nothing needs to be done")
    line = Line(say("Exemption"), Word(exempting.reason), because, exempting.lines[0].cite, None, False)
    return Verdict(False, (line,))


def _cohort(case: Case) -> Verdict:
    if case.rules.cohorts is None:
        return Verdict(True, ())
    line = cohort_line(case, case.exam)
    if line.met:
        return Verdict(True, (line,))
    return Verdict(False, (line,), (say("Sit the exam of your own cohort."),), too_late=True)


def _booked(case: Case) -> Verdict:
    booking = case.the_exam.booking
    if booking is None:
        return Verdict(True, ())
    sitting = booked_sitting(case, case.exam)
    if sitting is not None:
        because = say("a place is booked")
        return Verdict(True, (Line(PLACE, sitting.opens, because, booking.cite, None, True),))
    line = Line(PLACE, None, say("no place is booked for you"), booking.cite, None, False)
    if "learner" in booking.by:
        return Verdict(False, (line,), (say("Book a place."),))
    return Verdict(False, (line,), (say("Ask your unit's administrator to book a place for you."),))


def _in_time(case: Case) -> Verdict:
    sitting = case.sitting
    if sitting is None:
        if case.the_exam.booking is not None:
            return Verdict(True, ())
        line = Line(TIME, case.at, say("no sitting is laid out"), case.the_exam.cite, None, False)
        return Verdict(False, (line,), too_late=True)
    if case.at < sitting.opens:
        advice = say("Come back at {opens}.", opens=sitting.opens)
        return Verdict(False, (_time_line(case, sitting, say("the exam has not opened yet")),), (advice,))
    if case.at >= sitting.closes:
        line = _time_line(case, sitting, say("the exam is over"))
        return Verdict(False, (line,), too_late=True)
    if case.at >= sitting.latest_start:
        because = say("nobody is let in after {latest}", latest=sitting.latest_start)
        return Verdict(False, (_time_line(case, sitting, because),), too_late=True)
    return Verdict(True, (_time_line(case, sitting, say("the exam is open"), met=True),))


def _time_line(case: Case, sitting: Sitting, because: Text, *, met: bool = False) -> Line:
    return Line(TIME, case.at, because, sitting.cite, sitting.time, met)


def _attempts(case: Case, room: str) -> Verdict:
    rule = case.the_exam.attempts
    cite = rule.cite if rule.cite != Cite() else case.the_exam.cite
    used = len(case.facts.of_exam(case.exam))
    limit = limit_of(case, case.exam)
    if rule.per_room and any(a.room == room for a in case.facts.of_exam(case.exam)):
        line = Line(ATTEMPTS, used, say("this room was sat already: {room}", room=room), cite, None, False)
        return Verdict(False, (line,), (say("Choose another room."),))
    if rule.per_room and room and room not in rule.rooms:
        line = Line(ATTEMPTS, used, say("this exam has no such room: {room}", room=room), cite, None, False)
        return Verdict(False, (line,), (say("Choose another room."),))
    if limit is None:
        return Verdict(True, (Line(ATTEMPTS, used, UNLIMITED, cite, None, True),))
    left = attempts_left(case, case.exam)
    because = say("{used} of {limit} attempts are used", used=used, limit=limit)
    line = Line(ATTEMPTS, used, because, cite, None, bool(left))
    return Verdict(bool(left), (line,), too_late=not left)


def _passed_already(case: Case) -> tuple[Verdict, ...]:
    rule: Exam = case.the_exam
    if rule.attempts.again == "always":
        return _makeup_needed(case)
    mark = counting_mark(rule, case.facts.of_exam(case.exam))
    if mark is None or rule.pass_mark is None or mark < rule.pass_mark:
        return _makeup_needed(case)
    because = say("a further attempt may be started only after failing")
    line = Line(PASSED, Quantity(mark, "marks"), because, rule.attempts.cite, None, False)
    return (Verdict(False, (line,), too_late=True),)


def _makeup_needed(case: Case) -> tuple[Verdict, ...]:
    for exam in case.the_exam.makeup_of:
        rule = case.rules.exams[exam]
        mark = counting_mark(rule, case.facts.of_exam(exam))
        if mark is not None and rule.pass_mark is not None and mark >= rule.pass_mark:
            because = say("one who has passed does not sit the makeup exam")
            line = Line(say("Makeup exam"), mark, because, case.the_exam.cite, None, False)
            return (Verdict(False, (line,), too_late=True),)
    return ()


def _acknowledged(case: Case) -> tuple[Verdict, ...]:
    if not case.the_exam.acknowledge:
        return ()
    met = case.exam in case.facts.acknowledged
    because = say("the exam rules are to be read and acknowledged first")
    line = Line(say("Exam rules"), None, because, case.the_exam.cite, None, met)
    return (Verdict(met, (line,), () if met else (say("Read the exam rules and confirm them."),)),)


def _paid(case: Case) -> tuple[Verdict, ...]:
    fees = case.rules.fees
    if fees is None or not fees.gates:
        return ()
    met = case.facts.paid
    line = Line(say("Fee"), None, say("the fee is to be paid first"), fees.cite, None, met)
    return (Verdict(met, (line,), () if met else (say("Ask your unit to pay the fee."),)),)
