"""May a learner be moved, added, deactivated or changed now, or is it frozen?"""

from datetime import datetime
from typing import Literal

from core.decisions.accounts import Freeze
from core.decisions.case import Case
from core.decisions.values import Line, Text, Verdict, Word, both, say

Change = Literal["transfers", "profile", "joiners", "deactivation"]

ITEM = say("Freeze")
SINCE = {
    "": say("frozen by the year's rules"),
    "booking": say("frozen once a place is booked"),
    "registration": say("frozen once registered"),
    "first_attempt": say("frozen once the first attempt has begun"),
}


def may_change(case: Case, what: Change) -> Verdict:
    """Return whether such a change is allowed at ``case.at``; a no says since when, until when and why."""
    freezes = (freeze for freeze in case.rules.freezes if what in freeze.what)
    return both(tuple(_check(case, freeze, what) for freeze in freezes))


def may_transfer(case: Case, by: Literal["receiving", "sending", "both"] = "receiving") -> Verdict:
    """Return whether a learner may be moved to another unit now, asked for by this side's administrator."""
    frozen, rule = may_change(case, "transfers"), case.rules.transfers
    if rule is None:
        return frozen
    met = by in rule.by
    because = say("a transfer is asked for by: {who}", who=Word(rule.by[0]))
    line = Line(say("Transfer"), Word(by), because, rule.cite, None, met)
    return both((frozen, Verdict(met, (line,))))


def _check(case: Case, freeze: Freeze, what: Change) -> Verdict:
    begin, end = _begin(case, freeze), _end(case, freeze)
    if begin is None or not begin <= case.at < end:
        return Verdict(True, ())
    line = Line(ITEM, Word(what), SINCE[freeze.since], freeze.cite, _outside(begin, end), False)
    return Verdict(False, (line,), (say("Try again from {end} on.", end=end),))


def _outside(begin: datetime, end: datetime) -> Text:
    """What is needed for the change: a time that the freeze does not cover."""
    return say("before {begin} or after {end}", begin=begin, end=end)


def _end(case: Case, freeze: Freeze) -> datetime:
    return case.rules.ends(case.zone) if freeze.period is None else freeze.period.end(case.zone)


def _begin(case: Case, freeze: Freeze) -> datetime | None:
    period = None if freeze.period is None else freeze.period.begin(case.zone)
    if not freeze.since:
        return period
    event = _event(case, freeze.since)
    return event if event is None or period is None else max(event, period)


def _event(case: Case, since: str) -> datetime | None:
    year = case.rules.period.begin(case.zone)
    if since == "booking":
        return min((place.booked or year for place in case.facts.places), default=None)
    if since == "first_attempt":
        return min((attempt.started for attempt in case.facts.attempts), default=None)
    return year if case.person.registered else None
