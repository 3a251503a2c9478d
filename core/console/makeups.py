"""Makeup exams for an administrator: who may sit one by rule and why, who has a place, and places for many at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.accounts.service import Acting, Filters, Learner, Scope, Unit, narrowed, rules_of
from core.db import db, now
from core.decisions.case import Case
from core.decisions.exam_entry import may_sit
from core.decisions.slots import Sitting
from core.decisions.values import Line, Verdict, Word, say
from core.decisions.year import Exam, YearRules
from core.errors import BadInput, NotFound
from core.exams.service import book_each, cases_of, places_in, taken_by_sitting
from core.web.paging import list_address, page_number
from core.web.site import Site

PAGE_SIZE = 50
MOST = 3000
"""Learners that a list is worked out for at once; in more an administrator searches, or chooses a unit."""

MOST_SITTINGS = 300
BOOKED = ("", "yes", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the address of the list asks for."""

    exam: str = ""
    search: str = ""
    unit: str = ""
    group: str = ""
    booked: str = ""
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
            page=page_number(sent.get("page", "1")),
        )

    @property
    def narrows(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.search or self.unit or self.group or self.booked)

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
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may sit a makeup exam, with the reason and the place that is booked, if any."""

    learner: Learner
    unit: Unit
    group: str
    """The rule's word for why: absent, failed…; "" where the rule is open to everybody."""
    lines: tuple[Line, ...]
    opens: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeupList:
    """A page of the list, with how many there are in each group."""

    query: Query
    exam: Exam
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

    @property
    def by_administrators(self) -> bool:
        """Whether the rules let administrators book."""
        return self.exam.booking is not None and "administrator" in self.exam.booking.by


def makeups_of(rules: YearRules) -> dict[str, Exam]:
    """Return the year's makeup exams by key."""
    return {key: exam for key, exam in rules.exams.items() if exam.makeup_of}


def has_makeups(site: Site) -> bool:
    """Tell whether the site's rules know a makeup exam."""
    try:
        return bool(makeups_of(rules_of(site)))
    except NotFound:  # the rules are left to the areas
        return False


def makeup_list(scope: Scope, site: Site, query: Query) -> MakeupList:
    """Return who of an administrator's learners may sit a makeup exam; NotFound for an exam that is none."""
    exam = makeups_of(rules_of(site)).get(query.exam)
    if exam is None:
        raise NotFound(say("There is no such exam here."))
    people = _people(scope, query)
    if len(people) > MOST:
        return MakeupList(query=query, exam=exam, all=(), groups={}, units=_units(people), too_many=True)
    found = _candidates(people, query.exam, site.year)
    groups = Counter(one.group for one in found)
    chosen = [
        one
        for one in found
        if query.group in {"", one.group} and query.booked in {"", "yes" if one.opens else "no"}
    ]
    return MakeupList(query=query, exam=exam, all=chosen, groups=groups, units=_units(people))


def sittings_ahead_of(site: Site, exam: str) -> Sequence[tuple[Sitting, int]]:
    """Return the sittings of an exam that have not opened yet, each with how many places are taken."""
    rules, at = rules_of(site), now()
    taken = taken_by_sitting(rules.year, exam)
    ahead = [one for one in rules.sittings(exam, site.zone) if one.opens > at]
    return [(one, taken.get(one.opens, 0)) for one in ahead[:MOST_SITTINGS]]


def book_chosen(
    by: Acting, query: Query, opens: datetime, picked: Sequence[str], *, everybody: bool
) -> list[tuple[Candidate, Verdict]]:
    """Book places for those picked, or for all that the filters find; returns the verdict of each."""
    found = makeup_list(by.scope, by.site, query)
    wanted = {_uuid(one) for one in picked}
    chosen = [one for one in found.all if everybody or one.learner.id in wanted]
    if not chosen:
        raise BadInput(say("Please choose at least one learner."))
    verdicts = book_each([one.learner.id for one in chosen], query.exam, opens, by)
    return [(one, verdicts[one.learner.id]) for one in chosen]


def _people(scope: Scope, query: Query) -> list[tuple[Learner, Unit]]:
    base = narrowed(scope, Filters(search=query.search, unit=query.unit, active=True))
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
        if case is not None and may_sit(case.about(exam)).met:
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


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound(say("There is no such learner here.")) from error
