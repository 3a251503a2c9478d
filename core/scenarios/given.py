"""What a scenario takes as given about one learner, and the facts that it makes."""

from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from core.decisions.credit import EventKind
from core.decisions.facts import Sex
from core.decisions.records import Note, record

YesNo = Literal["yes", "no"]
Grounds = Literal["applied", "returned", "reviewed", "approved", "refused", "revoked"]


@record
class PersonGiven:
    """The learner as the roster has them; what is left out is unknown."""

    birth: Annotated[date | None, Note("day of birth")] = None
    sex: Annotated[Sex, Note("male or female")] = ""
    rank: Annotated[str, Note("position level")] = ""
    tier: Annotated[str, Note("audience tier")] = ""
    post: Annotated[str, Note("kind of post: official, professional, manual…")] = ""
    employment: Annotated[str, Note("state of employment")] = "serving"
    retires: Annotated[date | None, Note("recorded day of retirement")] = None
    joined: Annotated[date | None, Note("day of joining")] = None
    active: Annotated[YesNo, Note("whether the account is active")] = "yes"
    unit_kind: Annotated[str, Note("kind of unit")] = ""
    unit_level: Annotated[str, Note("level of unit")] = ""
    provincial_direct: Annotated[YesNo, Note("whether the unit is provincial-direct")] = "no"
    stationed: Annotated[YesNo, Note("whether the unit is a stationed one")] = "no"
    duty: Annotated[YesNo, Note("whether the unit has a legal-education duty of its own")] = "no"
    area: Annotated[str, Note("area path; the scenario's when left out")] = ""
    sector: Annotated[str, Note("competent department's system")] = ""
    cohorts: Annotated[tuple[str, ...], Note("cohorts that list the learner")] = ()
    registered: Annotated[YesNo, Note("whether registered")] = "yes"
    profile_complete: Annotated[YesNo, Note("whether the profile is complete")] = "yes"
    categories: Annotated[tuple[str, ...], Note("categories with a lower target or a grant")] = ()


@record
class StudyGiven:
    """What was earned on one day, by bucket; a bare figure is the required bucket."""

    shorthand: ClassVar[str] = "required"
    rest: ClassVar[str] = "earned"

    on: Annotated[date | None, Note("the day; the first of the study period when left out")] = None
    until: Annotated[date | None, Note("the same on every day up to this one")] = None
    measure: Annotated[str, Note("study, or minutes, logins, exercises, sessions, days")] = "study"
    required: Annotated[Decimal | None, Note("amount of the required bucket")] = None
    earned: Annotated[dict[str, Decimal], Note("amounts of other buckets, by name")] = field(
        default_factory=dict
    )


@record
class ActGiven:
    """An act of study that the year's credit rules weigh."""

    kind: Annotated[EventKind, Note("what was done")]
    at: Annotated[datetime | None, Note("when; noon of the study period's first day when left out")] = None
    times: Annotated[int, Note("how often, one after the other")] = 1
    amount: Annotated[Decimal, Note("minutes, or right answers, or 1")] = Decimal(1)
    asked: Annotated[int, Note("questions asked")] = 0
    bucket: Annotated[str, Note("bucket of the course")] = "required"
    worth: Annotated[Decimal | None, Note("what the course or lesson itself carries")] = None
    released: Annotated[date | None, Note("day on which the course is released")] = None
    again: Annotated[YesNo, Note("whether the same thing was done before")] = "no"
    course: Annotated[str, Note("course")] = ""
    category: Annotated[str, Note("category of the course")] = ""
    counted_today: Annotated[Decimal, Note("what counts already that day")] = Decimal(0)


@record
class CourseGiven:
    """Some courses of one kind, and when they were released and finished."""

    times: Annotated[int, Note("how many such courses")] = 1
    bucket: Annotated[str, Note("bucket")] = "required"
    released: Annotated[date | None, Note("day of release; always there when left out")] = None
    finished: Annotated[date | None, Note("day on which it was finished; not yet when left out")] = None
    category: Annotated[str, Note("category")] = ""


@record
class AttemptGiven:
    """One attempt, or several alike; a bare figure is its mark."""

    shorthand: ClassVar[str] = "mark"

    mark: Annotated[Decimal | None, Note("mark; not marked yet when left out")] = None
    exam: Annotated[str, Note("the exam; the scenario's when left out")] = ""
    at: Annotated[datetime | None, Note("start; in the exam's first sitting when left out")] = None
    handed_in: Annotated[datetime | None, Note("hand-in; half an hour after the start when left out")] = None
    times: Annotated[int, Note("how many such attempts")] = 1
    room: Annotated[str, Note("named room")] = ""
    void: Annotated[YesNo, Note("whether it was annulled")] = "no"
    outside: Annotated[str, Note("the file a mark from outside came from")] = ""


@record
class BookingGiven:
    """A booked place; a bare moment is the sitting's opening."""

    shorthand: ClassVar[str] = "opens"

    opens: Annotated[datetime, Note("opening of the sitting")]
    exam: Annotated[str, Note("the exam; the scenario's when left out")] = ""
    booked: Annotated[datetime | None, Note("moment of the booking")] = None


@record
class ExemptionGiven:
    """An exemption on file; a bare word is its state. Approved ones have every approval and their evidence."""

    shorthand: ClassVar[str] = "state"

    state: Annotated[Grounds, Note("state")]
    decided: Annotated[date | None, Note("day of the decision")] = None
    approvals: Annotated[int | None, Note("approvals given; all when approved")] = None
    evidence: Annotated[YesNo, Note("whether evidence is kept")] = "yes"
    until: Annotated[date | None, Note("last day for which it is approved; the whole year when left out")] = (
        None
    )


@record
class Given:
    """Everything taken as given; what is left out is empty."""

    person: Annotated[PersonGiven, Note("the learner")] = PersonGiven()
    study: Annotated[tuple[StudyGiven, ...], Note("totals by day and bucket")] = ()
    acts: Annotated[tuple[ActGiven, ...], Note("acts that the credit rules weigh")] = ()
    courses: Annotated[tuple[CourseGiven, ...], Note("courses")] = ()
    attempts: Annotated[tuple[AttemptGiven, ...], Note("attempts in order")] = ()
    bookings: Annotated[tuple[BookingGiven, ...], Note("booked places")] = ()
    exemptions: Annotated[dict[str, ExemptionGiven], Note("exemptions on file, by reason")] = field(
        default_factory=dict
    )
    marks: Annotated[tuple[str, ...], Note("end-state marks by an administrator")] = ()
    paid: Annotated[YesNo, Note("whether the fee is paid")] = "yes"
    acknowledged: Annotated[tuple[str, ...], Note("exams whose rules are acknowledged")] = ()
    reopened: Annotated[dict[str, int], Note("extra attempts opened, by exam")] = field(default_factory=dict)
