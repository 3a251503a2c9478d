"""Who may sit an exam by rule and why, with the place that each has: the list that makeups are booked from, and any other exam."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.accounts.service import Acting, Filters, Learner, Scope, Unit, narrowed
from core.booking.sight import Booked, exam_here
from core.db import db
from core.decisions.case import Case
from core.decisions.exam_entry import may_sit
from core.decisions.values import Line, Word
from core.exams.service import PlaceRow, cases_of, chosen_sitting, places_in
from core.web.paging import list_address, page_number

PAGE_SIZE = 50
MOST = 3000
"""Learners that a list is worked out for at once; in more an administrator searches, or chooses a unit."""

BOOKED = ("", "yes", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the list asks for."""

    exam: str = ""
    search: str = ""
    unit: str = ""
    group: str = ""
    booked: str = ""
    area: str | None = None
    opens: str = ""
    """Only those with a place in the sitting that opens then."""
    page: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Query":
        """Read an address; what makes no sense is left out."""
        return cls(
            exam=sent.get("exam", ""),
            search=sent.get("q", "")[:60],
            unit=sent.get("unit", ""),
            group=sent.get("group", ""),
            booked=sent["booked"] if sent.get("booked") in BOOKED else "",
            area=sent["area"][:120] if sent.get("area") else None,
            opens=sent.get("slot", "")[:40],
            page=page_number(sent.get("page", "1")),
        )

    @property
    def narrows(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.search or self.unit or self.group or self.booked or self.opens)

    def address(self, **changed: object) -> str:
        """Return the address of the list with some of it changed; another filter begins at the first page."""
        return list_address(self.filters() | {"page": 1} | changed)

    def filters(self) -> dict[str, object]:
        """Return what narrows the list, by the names of the address."""
        return {
            "exam": self.exam,
            "q": self.search,
            "unit": self.unit,
            "group": self.group,
            "booked": self.booked,
            "area": self.area or "",
            "slot": self.opens,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may sit the exam, with the reason and the place that is booked, if any."""

    learner: Learner
    unit: Unit
    group: str
    """The rule's word for why: absent, failed…; "" where the rule is open to everybody."""
    lines: tuple[Line, ...]
    opens: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleList:
    """A page of the list, with how many there are in each group."""

    query: Query
    exam: Booked
    all: Sequence[Candidate]
    groups: Mapping[str, int]
    units: Sequence[Unit]
    too_many: bool = False

    @property
    def rows(self) -> Sequence[Candidate]:
        """Those of the page."""
        return self.all[self.first - 1 : self.first - 1 + PAGE_SIZE]

    @property
    def first(self) -> int:
        """The number of the first row shown."""
        return (min(self.query.page, self.pages) - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-len(self.all) // PAGE_SIZE))


def people_for(by: Acting, query: Query) -> PeopleList:
    """Return who of an administrator's learners may sit an exam; NotFound for one that places are not booked for."""
    exam = exam_here(by.site, query.exam)
    people = _people(by.scope, query)
    if len(people) > MOST:
        return PeopleList(query=query, exam=exam, all=(), groups={}, units=_units(people), too_many=True)
    found = _candidates(people, query.exam, exam.year)
    groups = Counter(one.group for one in found if one.group)
    slot = chosen_sitting(query.opens) if query.opens else None
    chosen = [
        one
        for one in found
        if query.group in {"", one.group}
        and query.booked in {"", "yes" if one.opens else "no"}
        and (slot is None or one.opens == slot)
    ]
    return PeopleList(query=query, exam=exam, all=chosen, groups=groups, units=_units(people))


def _people(scope: Scope, query: Query) -> list[tuple[Learner, Unit]]:
    base = narrowed(scope, Filters(search=query.search, unit=query.unit, active=True))
    if query.opens:
        own = sa.and_(PlaceRow.tenant == Learner.tenant, PlaceRow.learner == Learner.id)
        held = sa.and_(own, PlaceRow.exam == query.exam, PlaceRow.opens == chosen_sitting(query.opens))
        base = base.join(PlaceRow, held)
    ordered = base.order_by(Unit.code, Learner.pinyin, Learner.account).limit(MOST + 1)
    return [(learner, unit) for learner, unit in db.session.execute(ordered)]


def _candidates(people: Sequence[tuple[Learner, Unit]], exam: str, year: int) -> list[Candidate]:
    cases = cases_of([learner.id for learner, _ in people])
    own = {
        learner: case
        for learner, case in cases.items()
        if exam in case.rules.exams and case.rules.year == year
    }
    places = places_in(own.keys(), year, exam)
    found = []
    for learner, unit in people:
        case = own.get(learner.id)
        if case is not None and (learner.id in places or may_sit(case.about(exam)).met):
            group, lines = _reason(case.about(exam))
            opens = places.get(learner.id)
            found.append(Candidate(learner=learner, unit=unit, group=group, lines=lines, opens=opens))
    return found


def _reason(case: Case) -> tuple[str, tuple[Line, ...]]:
    if case.the_exam.open_to is None:
        return "", ()
    lines = case.the_exam.open_to.check(case).lines
    figure = lines[0].figure if lines else None
    return (figure.key if isinstance(figure, Word) else ""), lines


def _units(people: Sequence[tuple[Learner, Unit]]) -> list[Unit]:
    return list({unit.code: unit for _, unit in people}.values())
