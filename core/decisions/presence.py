"""Which of the time in front of a lesson counts, and why does the rest not?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from core.decisions.credit import Presence
from core.decisions.values import Cite, Line, Quantity, Text, Verdict, say

Code = Literal["counted", "idle", "second_client", "not_finished"]

TWO_CLIENTS = say("two clients were online at once, so the time of both is void until one leaves")
NOT_FINISHED = say("the page was closed or reloaded before the lesson was finished")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A sign of presence: when the last one was, when this one is, when another client was online."""

    last: datetime
    now: datetime
    other_from: datetime | None = None
    """Since when another client of the same learner has been online; None when there was none."""
    other_until: datetime | None = None
    """When that client left; None while it is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of time between two signs, with the reason where it does not count."""

    begin: datetime
    end: datetime
    code: Code
    cite: Cite
    reason: Text | None = None

    @property
    def seconds(self) -> int:
        """Length in seconds."""
        return int((self.end - self.begin).total_seconds())

    @property
    def counted(self) -> int:
        """Seconds that count."""
        return self.seconds if self.code == "counted" else 0


def stretches(policy: Presence, sign: Sign) -> tuple[Stretch, ...]:
    """Cut the time since the last sign into what counts and what does not, in order of time."""
    if sign.now <= sign.last:
        return ()
    if sign.now - sign.last > timedelta(minutes=policy.idle_minutes):
        return (_stretch(policy, sign.last, sign.now, "idle"),)
    overlap = _overlap(policy, sign)
    if overlap is None:
        return (_stretch(policy, sign.last, sign.now, "counted"),)
    begin, end = overlap
    cuts: list[tuple[datetime, datetime, Code]] = [
        (sign.last, begin, "counted"), (begin, end, "second_client"), (end, sign.now, "counted"),
    ]  # fmt: skip
    return tuple(_stretch(policy, a, b, code) for a, b, code in cuts if a < b)


def settle(policy: Presence, stretch: Stretch, how: Literal["finished", "closed"]) -> Stretch:
    """Return what becomes of time that counted so far when the lesson is finished, or its page closed."""
    if how == "finished" or policy.closing == "counts" or stretch.code != "counted":
        return stretch
    return _stretch(policy, stretch.begin, stretch.end, "not_finished")


def may_finish(policy: Presence, counted_seconds: int) -> Verdict:
    """Return whether the presence suffices to finish a lesson."""
    needed = policy.lesson_minutes * 60
    if counted_seconds >= needed:
        return Verdict(True, ())
    line = Line(
        item=say("Time in this lesson"),
        figure=Quantity(Decimal(counted_seconds // 60), "minutes"),
        because=say("a lesson is finished after {needed} of presence", needed=_minutes(needed)),
        cite=policy.cite,
        needed=_minutes(needed),
        met=False,
    )
    advice = say("Stay with the lesson for {left} more.", left=_minutes(needed - counted_seconds))
    return Verdict(False, (line,), (advice,))


def _overlap(policy: Presence, sign: Sign) -> tuple[datetime, datetime] | None:
    if policy.clients == "several" or sign.other_from is None:
        return None
    begin = max(sign.last, sign.other_from)
    end = min(sign.now, sign.other_until or sign.now)
    return (begin, end) if begin < end else None


def _stretch(policy: Presence, begin: datetime, end: datetime, code: Code) -> Stretch:
    return Stretch(begin=begin, end=end, code=code, cite=policy.cite, reason=_reason(policy, code))


def _reason(policy: Presence, code: Code) -> Text | None:
    if code == "idle":
        return say(
            "no sign of presence for more than {idle}",
            idle=Quantity(Decimal(policy.idle_minutes), "minutes"),
        )
    return {"second_client": TWO_CLIENTS, "not_finished": NOT_FINISHED}.get(code)


def _minutes(seconds: int) -> Quantity:
    """What is still needed, in minutes that are begun."""
    return Quantity(Decimal(-(-seconds // 60)), "minutes")
