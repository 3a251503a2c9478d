"""May what a learner had earned on another platform stand as an opening entry in this year, and under which kinds?"""

from datetime import date

from core.decisions.credit import Study
from core.decisions.values import Line, Verdict, Word, both, say

BUCKET = say("Kind of credit")
DAY = say("Day on which it was earned")
USUAL = "required"


def opening_buckets(study: Study) -> tuple[str, ...]:
    """Return the kinds of credit that the year counts, in the order in which its rules name them."""
    target = tuple(study.target.buckets) if study.target else ()
    granted = tuple(grant.bucket for grant in study.grants)
    named = dict.fromkeys((USUAL, *target, *granted))
    return tuple(bucket for bucket in named if bucket not in study.ignored)


def may_take_over(study: Study, bucket: str, day: date) -> Verdict:
    """Return whether an opening entry may stand in a bucket on a day, every condition a line."""
    return both((_in_bucket(study, bucket), _in_period(study, day)))


def _in_bucket(study: Study, bucket: str) -> Verdict:
    met = bucket in opening_buckets(study)
    because = say("the year counts this kind") if met else say("the year counts no credit of this kind")
    return Verdict(met, (Line(BUCKET, Word(bucket), because, study.cite, None, met),))


def _in_period(study: Study, day: date) -> Verdict:
    period = study.period
    met = period.holds_day(day)
    because = say("study counts from {first} to {last} only", first=period.first, last=period.last)
    return Verdict(met, (Line(DAY, day, because, period.cite, None, met),))
