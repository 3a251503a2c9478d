"""Loads one place's demo: content, units, people and their year so far, all through the services."""

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from core.accounts.service import (
    Acting,
    Learner,
    NewLearner,
    NewUnit,
    add_learners,
    add_units,
    deactivate,
    server_acting,
)
from core.audit.service import SERVER
from core.courses.service import (
    PastYear,
    Shelf,
    add_questions,
    attach_file,
    enter_histories,
    learner_years,
    lesson_of,
    publish_courses,
    shelf_for,
)
from core.db import db
from core.demo.bulletin import issue_first
from core.demo.content import Content
from core.demo.lives import Life, Span, lessons_done, lives_of
from core.demo.money import pay_for_everybody, study_waits_for_fees
from core.demo.people import learners as invented
from core.demo.sitting import SHARES, book, exam_of, sat_at, sit
from core.exams.service import case_of
from core.exemptions.service import Application, apply_for, decide, revoke
from core.files.service import keep_file
from core.standings.service import judge_many
from core.tenancy.clock import set_clock
from core.web.site import Site

PASSWORD = "xuefa2026"  # noqa: S105 (everybody may know the demo's password)
WEEK = timedelta(days=7)
BEFORE = timedelta(days=60)
"""So long before the demo begins its people have been on the roster."""
LATER = timedelta(days=20)
"""So long before it begins come those whom nobody has paid for yet, where study waits for the fee."""
RECENTLY = timedelta(hours=36)
"""So long before it begins the study was counted: yesterday's figures and the first bulletin are of that day."""
BATCH = 100
"""How many learners' past study is entered in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A learner of the demo and the life they have had."""

    id: UUID
    account: str
    name: str
    unit: str
    area: str
    cohort: str
    life: Life


def load_place(site: Site, content: Content) -> tuple[Person, ...]:
    """Load a place from nothing, inside its scope; its clock stands at the demo's moment afterwards."""
    begin = moment_of(site)
    set_clock(begin)
    publish_courses(content.courses(site.the_tenant.rules_for(site.year, site.area)))
    _attach_files(content)
    publish_courses(content.library())
    add_questions(content.questions())
    units = content.units()
    set_clock(begin - BEFORE)
    add_units(units)
    people = _people(site, content, units, begin)
    set_clock(begin - RECENTLY)
    _study(content, people, begin)
    issue_first(site, units[0])
    set_clock(begin)
    if "exam" in content.plan:
        _exams(site, content, people, begin)
    by = server_acting(site)
    for person in people:
        _then(by, person)
    judge_many([person.id for person in people if _was_not_judged_by_now(person.life)])
    return people


def _was_not_judged_by_now(life: Life) -> bool:
    """Who has only studied was judged when the study was entered, shortly before the demo begins."""
    return life.study == "none" or life.exam != "" or life.then == "apply"


def _attach_files(content: Content) -> None:
    for one in content.files():
        with one.path.open("rb") as stream:
            kept = keep_file(stream, one.path.name, "lesson", SERVER)
        attach_file(lesson_of(content.year, one.course, one.lesson), kept, one.title)
    db.session.commit()


def moment_of(site: Site) -> datetime:
    """Return the moment at which a place's demo begins."""
    moment = site.place.rehearsal if site.place else None
    if moment is None:
        raise LookupError(f"{site.tenant}: tenant.yaml names no rehearsal moment")
    return moment.replace(tzinfo=site.zone)


def _people(site: Site, content: Content, units: list[NewUnit], begin: datetime) -> tuple[Person, ...]:
    count = int(os.environ.get("XUEFA_DEMO_PEOPLE") or content.plan["people"])
    lives = list(lives_of(content, count))
    known = {unit.code: unit for unit in units}
    of_duty = next(iter(content.plan.get("cohorts", ())), "")
    new = [_keyed(one, life) for one, life in zip(invented(content, units, lives), lives, strict=True)]
    return tuple(
        Person(
            id=row.id,
            account=row.account,
            name=row.name,
            unit=row.unit,
            area=known[row.unit].area,
            cohort=of_duty if known[row.unit].duty else "",
            life=life,
        )
        for row, life in zip(_entered(site, units, new, lives, begin), lives, strict=True)
    )


def _entered(
    site: Site, units: list[NewUnit], new: Sequence[NewLearner], lives: Sequence[Life], begin: datetime
) -> list[Learner]:
    """Put people on the roster; where study waits for the fee, those who have not started come after the others were paid for."""
    if not study_waits_for_fees(site):
        return add_learners(site, new)
    studied = iter(
        add_learners(site, [one for one, life in zip(new, lives, strict=True) if life.study != "none"])
    )
    pay_for_everybody(site, units)
    set_clock(begin - LATER)
    others = iter(
        add_learners(site, [one for one, life in zip(new, lives, strict=True) if life.study == "none"])
    )
    return [next(others if life.study == "none" else studied) for life in lives]


def _keyed(new: NewLearner, life: Life) -> NewLearner:
    """Give those who sign in for a journey a password of their own; the crowd keeps the shared one, which is not hashed."""
    return replace(new, password=PASSWORD) if life.about and not life.first else new


def _study(content: Content, people: tuple[Person, ...], begin: datetime) -> None:
    shelves: dict[tuple[str, str, str], Shelf] = {}
    students = {person.id: person for person in people if person.life.study != "none"}
    pasts = []
    for ly in learner_years(students):
        key = ly.person.area, ly.person.tier, ly.person.sector
        if key not in shelves:
            shelves[key] = shelf_for(ly)
        pasts.append(_past(content, students[ly.learner], PastYear(ly, shelves[key], ()), begin))
    for start in range(0, len(pasts), BATCH):
        enter_histories(content.year, pasts[start : start + BATCH])


def _past(content: Content, person: Person, year: PastYear, begin: datetime) -> PastYear:
    ly = year.ly
    span = Span(
        first=_later(ly.study.period.begin(ly.zone), _released(year.shelf)),
        last=_last_day(content, person, begin),
    )
    chance = random.Random(f"study/{person.account}")
    return replace(year, done=lessons_done(content.plan, year.shelf, person.life, span, chance))


def _released(shelf: Shelf) -> date | None:
    return max((course.released for course in shelf.courses if course.released), default=None)


def _later(first: datetime, released: date | None) -> datetime:
    if released is None:
        return first
    return max(first, datetime.combine(released, first.timetz()))


def _last_day(content: Content, person: Person, begin: datetime) -> datetime:
    """Study was done a while before the exam, or before the demo begins."""
    if person.life.exam in {"", "booked"}:
        return begin - timedelta(days=2)
    sat: datetime = content.plan.get("sat_of", {}).get(person.cohort, content.plan["sat"])
    return sat.replace(tzinfo=begin.tzinfo) - timedelta(days=2)


def _exams(site: Site, content: Content, people: tuple[Person, ...], begin: datetime) -> None:
    """Those who sat, cohort by cohort with the clock at their exam; then those who have booked for later."""
    people = tuple(person for person in people if _has_exam(site, content, person))
    sat = [person for person in people if person.life.exam in SHARES]
    for cohort in sorted({person.cohort for person in sat}):
        moment = sat_at(content.plan, cohort, site)
        group = [person for person in sat if person.cohort == cohort]
        exam = exam_of(content.plan, cohort)
        if "book" in content.plan:
            opens = moment.replace(minute=0)
            set_clock(moment - WEEK)
            book(site, [person.id for person in group], exam, opens)
        set_clock(moment)
        sit({one.id: (one.life, random.Random(f"exam/{one.account}")) for one in group}, exam)
    set_clock(begin - timedelta(hours=2))
    for now in (True, False):
        booked = [one for one in people if one.life.exam == "booked" and one.life.now is now]
        _book_later(site, content, booked, begin)
    set_clock(begin)


def _has_exam(site: Site, content: Content, person: Person) -> bool:
    """A place whose area has not laid out its exam has none."""
    return exam_of(content.plan, person.cohort) in site.the_tenant.rules_for(site.year, person.area).exams


def _book_later(site: Site, content: Content, people: list[Person], begin: datetime) -> None:
    """Those of a cohort whose exam is over have nothing to book."""
    exam = content.plan["exam"]
    sitters = [person for person in people if exam_of(content.plan, person.cohort) == exam]
    if not sitters:
        return
    later: datetime = content.plan["book"]
    opens = begin.replace(minute=0) if sitters[0].life.now else later.replace(tzinfo=site.zone)
    book(site, [person.id for person in sitters], exam, opens)


def _then(by: Acting, person: Person) -> None:
    life = person.life
    if life.then == "deactivate":
        deactivate(by, person.id, life.reason)
    elif life.then in {"exempt", "apply", "revoke"}:
        case = case_of(person.id)
        asked = Application(reason=life.reason, kept="证明材料已存本单位")
        row = apply_for(case, person.id, by.actor, asked)
        if life.then == "apply":
            return
        for _ in case.rules.exemptions.reasons[life.reason].approval if case.rules.exemptions else ():
            decide(by, row.id, "approve", case)
        if life.then == "revoke":
            revoke(by, row.id, "核查发现材料不实")
