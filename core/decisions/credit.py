"""What does this act of study earn, and what does the ledger add up to?"""

from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Annotated, Literal, Protocol

from core.decisions.eligibility import Check
from core.decisions.records import Note, Part, Period, record
from core.decisions.values import NOWHERE, Cite, Quantity, Text, say

EventKind = Literal[
    "minutes",
    "lesson",
    "course",
    "practice",
    "topical_practice",
    "answer",
    "login",
    "profile",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An act that may earn credit: ``amount`` is minutes of presence, right answers or 1 for a thing done."""

    kind: EventKind
    at: datetime
    amount: Decimal = Decimal(1)
    bucket: str = "required"
    course: str = ""
    lesson: str = ""
    category: str = ""
    worth: Decimal | None = None
    """The credit that the course or lesson itself carries, where it carries one."""
    asked: int = 0
    """For practice: how many questions were asked; ``amount`` is how many were right."""
    first: bool = True
    """False when the same thing was done before (a lesson studied again)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """What one event earned: ``raw`` by the rule, ``counted`` after caps; ``reason`` says why they differ."""

    raw: Decimal
    counted: Decimal
    bucket: str
    cite: Cite
    code: str = "counted"
    """counted, capped, outside_period, before_release, again or no_rule."""
    reason: Text | None = None


class CreditRule(Part, Protocol):
    """A part that says what one kind of event earns."""

    def credit(self, event: Event) -> Decimal | None:
        """Return an event's raw credit in the year's unit of account; None when it is not this rule's."""
        ...


@record
class Presence:
    """How time in front of a lesson is proved and counted."""

    heartbeat_seconds: Annotated[int, Note("seconds between two signs of presence")]
    idle_minutes: Annotated[int, Note("a longer silence than this counts for nothing")]
    clients: Annotated[
        Literal["one", "several"],
        Note("how many clients of one learner may count at once"),
    ] = "several"
    closing: Annotated[
        Literal["counts", "void"],
        Note("what closing the page does to time not yet finished: counted up to the last sign, or void"),
    ] = "counts"
    lesson_minutes: Annotated[int, Note("minutes of presence after which a lesson may be finished")] = 0
    cite: Cite = NOWHERE


@record
class Bucket:
    """What one bucket (required, elective, topical…) must or may give to the target."""

    at_least: Annotated[Decimal, Note("least amount of this bucket", narrower="higher")] = Decimal(0)
    at_most: Annotated[
        Decimal | None,
        Note("what counts of this bucket at most; the rest does not spill over"),
    ] = None
    cite: Cite = NOWHERE


@record
class Target:
    """How much must be earned in all and in each bucket."""

    total: Annotated[Decimal, Note("amount needed in all", narrower="higher")]
    buckets: Annotated[dict[str, Bucket], Note("least and most of each bucket")] = field(default_factory=dict)
    unless: Annotated[
        dict[str, Decimal],
        Note("a lower target for a category of people, in place of the total"),
    ] = field(default_factory=dict)
    cite: Cite = NOWHERE


@record
class Conversion:
    """A second unit that the ledger's unit is shown in: so many of the one make one of the other."""

    per: Annotated[Decimal, Note("how many of the ledger's unit make one")]
    to: Annotated[str, Note("word key of the other unit")]
    cite: Cite = NOWHERE


@record
class Grant:
    """An opening balance for a category of people, entered in the ledger with its reason."""

    category: Annotated[str, Note("category of people")]
    amount: Annotated[Decimal, Note("amount granted")]
    bucket: Annotated[str, Note("bucket it is entered in")] = "required"
    cite: Cite = NOWHERE


@record
class DayCap:
    """The most that counts on one day in the tenant's time zone."""

    amount: Annotated[Decimal, Note("what counts in a day at most", narrower="lower")]
    buckets: Annotated[tuple[str, ...], Note("buckets that share the cap; all when left out")] = ()
    cite: Cite = NOWHERE


@record
class OtherProgrammes:
    """Credit that was earned in another programme and is entered with its reference."""

    buckets: Annotated[tuple[str, ...], Note("buckets that it may be entered in")] = ("required",)
    at_most: Annotated[
        Decimal | None, Note("what counts of it in the whole year at most", narrower="lower")
    ] = None
    cite: Cite = NOWHERE


@record
class Study:
    """The study side of a year."""

    unit: Annotated[
        str,
        Note("word key of the unit of account: points, credits, class_hours, sessions…"),
    ]
    period: Annotated[Period, Note("days on which study counts", narrower="within")]
    credit: Annotated[tuple[CreditRule, ...], Note("what earns credit")]
    presence: Annotated[Presence, Note("how presence is counted")]
    target: Annotated[Target | None, Note("how much is needed")] = None
    also: Annotated[
        Check | None,
        Note("further things study must show: minutes, sessions, regularity"),
    ] = None
    converts: Annotated[Conversion | None, Note("a second unit for display and scores")] = None
    day_cap: Annotated[DayCap | None, Note("daily cap")] = None
    grants: Annotated[tuple[Grant, ...], Note("opening balances by category")] = ()
    ignored: Annotated[tuple[str, ...], Note("buckets that never count towards the target")] = ()
    from_other_programmes: Annotated[
        OtherProgrammes | None,
        Note("credit of other programmes that may be entered with its reference; none when left out"),
    ] = None
    cite: Cite = NOWHERE


NO_RULE = say("the year's rules give no credit for this")
AGAIN = say("it was done before and earns credit only once")


def credit_event(
    study: Study,
    event: Event,
    zone: tzinfo,
    counted_today: Decimal = Decimal(0),
    released: date | None = None,
) -> Credited:
    """Return what an act earns; ``counted_today`` is what already counts under the daily cap."""
    found = _rule_for(study, event)
    if found is None:
        return Credited(
            raw=Decimal(0),
            counted=Decimal(0),
            bucket=event.bucket,
            cite=study.cite,
            code="no_rule",
            reason=NO_RULE,
        )
    rule, raw = found
    refused = _not_now(study, event, zone, released)
    if refused is not None:
        code, reason, cite = refused
        return Credited(
            raw=raw,
            counted=Decimal(0),
            bucket=event.bucket,
            cite=cite,
            code=code,
            reason=reason,
        )
    if not event.first and not raw:
        return Credited(
            raw=raw,
            counted=raw,
            bucket=event.bucket,
            cite=rule.cite,
            code="again",
            reason=AGAIN,
        )
    return _capped(study, event.bucket, raw, counted_today, rule.cite)


def grants_for(study: Study, categories: frozenset[str]) -> tuple[Grant, ...]:
    """Return the opening balances that people of these categories are owed."""
    return tuple(grant for grant in study.grants if grant.category in categories)


def _rule_for(study: Study, event: Event) -> tuple[CreditRule, Decimal] | None:
    for rule in study.credit:
        raw = rule.credit(event)
        if raw is not None:
            return rule, raw
    return None


def _not_now(
    study: Study, event: Event, zone: tzinfo, released: date | None
) -> tuple[str, Text, Cite] | None:
    period = study.period
    if not period.holds(event.at, zone):
        text = say(
            "study counts from {first} to {last} only",
            first=period.first,
            last=period.last,
        )
        return "outside_period", text, period.cite
    if released is not None and event.at.astimezone(zone).date() < released:
        return (
            "before_release",
            say("the course is released on {day}", day=released),
            period.cite,
        )
    return None


def _capped(study: Study, bucket: str, raw: Decimal, counted_today: Decimal, cite: Cite) -> Credited:
    cap = study.day_cap
    if cap is None or (cap.buckets and bucket not in cap.buckets):
        return Credited(raw=raw, counted=raw, bucket=bucket, cite=cite)
    counted = min(raw, max(Decimal(0), cap.amount - counted_today))
    if counted == raw:
        return Credited(raw=raw, counted=raw, bucket=bucket, cite=cite)
    reason = say("at most {cap} count on one day", cap=Quantity(cap.amount, study.unit))
    return Credited(
        raw=raw,
        counted=counted,
        bucket=bucket,
        cite=cap.cite,
        code="capped",
        reason=reason,
    )
