"""What can this learner still do about their year, and by when?"""

from bisect import bisect_right

from core.decisions.case import Case
from core.decisions.exam_results import attempts_left, booked_sitting, own_exams
from core.decisions.slots import Sitting
from core.decisions.values import Text, Until, say
from core.decisions.year import OPENS, Exam


def study_is_open(case: Case) -> bool:
    """Tell whether study still counts, now or later."""
    study = case.rules.study
    return study is not None and case.at < study.period.end(case.zone)


def exam_is_open(case: Case, exams: tuple[str, ...] = ()) -> bool:
    """Tell whether one of these exams (all of the learner's own when left out) may still be sat."""
    return any(chance_at(case, exam) is not None for exam in exams or own_exams(case))


def chance_at(case: Case, exam: str) -> Sitting | None:
    """Return the first sitting at which the learner may still start an exam, or None when it is too late."""
    if exam not in case.chances:
        case.chances[exam] = _chance_at(case, exam)
    return case.chances[exam]


def _chance_at(case: Case, exam: str) -> Sitting | None:
    rule = case.rules.exams[exam]
    if attempts_left(case, exam) == 0:
        return None
    coming = _coming(case, exam, rule)
    if not coming:
        return None
    about = case.about(exam, coming[-1])
    checks = (check for check in (rule.open_to, rule.gate) if check is not None)
    return None if any(check.check(about).too_late for check in checks) else coming[0]


def exam_advice(case: Case, exams: tuple[str, ...] = ()) -> tuple[Text, ...]:
    """Return where and when an exam may still be sat: the first chance of the learner's exams."""
    for exam in exams or own_exams(case):
        sitting = chance_at(case, exam)
        if sitting is not None:
            return (_sit(case, exam, sitting),)
    return ()


def study_advice(case: Case) -> tuple[Text, ...]:
    """Return what to earn still and by when; nothing when nothing is missing or it is too late."""
    balance = case.balance
    if balance is None or case.rules.study is None or not study_is_open(case):
        return ()
    return balance.advice(case.rules.study.period.last)


def _coming(case: Case, exam: str, rule: Exam) -> tuple[Sitting, ...]:
    """The first and the last sitting that can still be entered; a booked place leaves only its own."""
    sittings = case.rules.sittings(exam, case.zone)
    if rule.booking is None:
        return _ends(tuple(s for s in sittings if s.latest_start > case.at))
    booked = booked_sitting(case, exam)
    if booked is not None:
        return (booked,) if booked.latest_start > case.at else ()
    if rule.booking.period is not None and case.at >= rule.booking.period.end(case.zone):
        return ()
    return _ends(sittings[bisect_right(sittings, case.at, key=OPENS) :])


def _ends(sittings: tuple[Sitting, ...]) -> tuple[Sitting, ...]:
    return (sittings[0], sittings[-1]) if sittings else ()


def _sit(case: Case, exam: str, sitting: Sitting) -> Text:
    rule = case.rules.exams[exam]
    if rule.booking is not None and booked_sitting(case, exam) is None:
        if "learner" in rule.booking.by:
            return say("Book a place for: {title}.", title=rule.title)
        return say("Ask your unit's administrator to book a place for: {title}.", title=rule.title)
    if sitting.slot or case.at < sitting.opens:
        return say("Sit the exam {title}: {time}.", title=rule.title, time=sitting.time)
    return say("Sit the exam {title} before {closes}.", title=rule.title, closes=Until(sitting.latest_start))
