"""Is this year's study done by a day, and if not, what is missing?"""

from datetime import date

from core.decisions.case import Case
from core.decisions.values import Verdict, both


def study_verdict(case: Case, day: date | None = None) -> Verdict:
    """Return whether the study target and everything else that study must show was met at the end of a day.

    The day is that of the question when left out. Met in a year without study.
    """
    known = case.study_verdicts.get(day)
    if known is None:
        known = case.study_verdicts[day] = _study_verdict(case, day)
    return known


def _study_verdict(case: Case, day: date | None) -> Verdict:
    study = case.rules.study
    balance = case.balance if day is None else case.balance_on(day)
    if study is None or balance is None:
        return Verdict(True, ())
    by = study.period.last if day is None else min(day, study.period.last)
    too_late = not balance.met and by < case.today
    advice = () if balance.met or too_late else balance.advice(by)
    verdict = Verdict(balance.met, balance.lines(), advice, too_late)
    return verdict if study.also is None else both((verdict, study.also.check(case)))
