"""May credit of another programme be entered for this learner's year, and how much of it counts?"""

from datetime import date
from decimal import Decimal

from core.decisions.credit import Credited, OtherProgrammes, Study
from core.decisions.values import Line, Quantity, Verdict, Word, both, say

ZERO = Decimal(0)
ACCEPTED = say("Credit of another programme")
BUCKET = say("Kind of credit")
DAY = say("Day on which it was earned")


def may_credit(study: Study, bucket: str, day: date) -> Verdict:
    """Return whether credit earned elsewhere on a day may be entered in a bucket, every condition a line."""
    rule = study.from_other_programmes
    if rule is None:
        because = say("the year's rules accept no credit of other programmes")
        return Verdict(False, (Line(ACCEPTED, None, because, study.cite, None, False),))
    return both((_in_bucket(rule, bucket), _in_period(study, day)))


def counted_elsewhere(study: Study, amount: Decimal, others: Decimal) -> Credited:
    """Return what an amount counts for beside ``others``, what counts already of other programmes in the year."""
    rule = study.from_other_programmes or OtherProgrammes()
    cite = rule.cite
    if rule.at_most is None or amount + others <= rule.at_most:
        return Credited(raw=amount, counted=amount, bucket="", cite=cite)
    cap = Quantity(rule.at_most, study.unit)
    return Credited(
        raw=amount,
        counted=max(ZERO, rule.at_most - others),
        bucket="",
        cite=cite,
        code="capped",
        reason=say("at most {cap} of other programmes count in a year", cap=cap),
    )


def _in_bucket(rule: OtherProgrammes, bucket: str) -> Verdict:
    met = bucket in rule.buckets
    because = say("credit of other programmes is entered as: {bucket}", bucket=Word(rule.buckets[0]))
    if met:
        because = say("credit of other programmes may be of this kind")
    return Verdict(met, (Line(BUCKET, Word(bucket), because, rule.cite, None, met),))


def _in_period(study: Study, day: date) -> Verdict:
    period = study.period
    met = period.holds_day(day)
    because = say("study counts from {first} to {last} only", first=period.first, last=period.last)
    return Verdict(met, (Line(DAY, day, because, period.cite, None, met),))
