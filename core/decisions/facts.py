"""What is known about one learner's year: the values that decisions are taken from and that results keep."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Sex = Literal["male", "female", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The learner as the roster has them; words are keys from the tenant's lists, empty when unknown."""

    birth: date | None = None
    sex: Sex = ""
    rank: str = ""
    tier: str = ""
    post: str = ""
    """Kind of post: "official", "professional", "manual"…; it also chooses the retirement age."""
    employment: str = "serving"
    """serving, retired, resigned, long_sick_leave, maternity_leave, seconded…"""
    retires: date | None = None
    """A recorded retirement date; it wins over the computed one."""
    joined: date | None = None
    active: bool = True
    unit_kind: str = ""
    unit_level: str = ""
    provincial_direct: bool = False
    stationed: bool = False
    duty: bool = False
    """Whether the unit has a legal-education duty of its own."""
    area: str = ""
    """The place whose rules apply, a path of area folders: "" for the province, "city", "city/county"."""
    sector: str = ""
    cohorts: frozenset[str] = frozenset()
    """Cohorts that list this learner: "sector", "regional"…"""
    registered: bool = True
    profile_complete: bool = True
    categories: frozenset[str] = frozenset()
    """Categories with a lower target or a grant."""


@dataclass(frozen=True, slots=True)
class DayTotal:
    """What one day added to one measure and bucket, after caps.

    ``measure`` is "study" for the year's unit of account; others are "minutes", "logins", "exercises",
    "sessions" and "days".
    """

    day: date
    bucket: str
    amount: Decimal
    measure: str = "study"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseState:
    """A course of the learner's year and when they finished it."""

    code: str
    bucket: str
    released: date | None = None
    finished: date | None = None
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One sitting of one paper; ``mark`` is None until it is marked, ``void`` says it was annulled."""

    exam: str
    number: int
    started: datetime
    handed_in: datetime | None = None
    mark: Decimal | None = None
    room: str = ""
    void: bool = False
    outside: str = ""
    """The reference that a mark from outside was entered with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A booked place: exam and the opening instant of the slot."""

    exam: str
    opens: datetime
    booked: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionRecord:
    """An exemption on file for the year."""

    reason: str
    state: Literal["applied", "returned", "reviewed", "approved", "refused", "revoked"]
    decided: date | None = None
    approvals: int = 0
    """How many levels have approved it."""
    evidence: bool = False
    until: date | None = None
    """The last day for which it was approved; the whole year where none is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that the year's verdict is taken from."""

    person: Person = field(default_factory=Person)
    study: tuple[DayTotal, ...] = ()
    courses: tuple[CourseState, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    places: tuple[Place, ...] = ()
    exemptions: tuple[ExemptionRecord, ...] = ()
    marks: frozenset[str] = frozenset()
    """End-state marks put on the record by an administrator: "held_back", "barred_from_honours"…"""
    paid: bool = True
    acknowledged: frozenset[str] = frozenset()
    """Exams whose rules the learner has acknowledged."""
    reopened: tuple[tuple[str, int], ...] = ()
    """Extra attempts that an administrator has opened: (exam, how many)."""

    def of_exam(self, exam: str) -> tuple[Attempt, ...]:
        """Return the attempts at one exam that have not been annulled, oldest first."""
        return tuple(a for a in self.attempts if a.exam == exam and not a.void)
