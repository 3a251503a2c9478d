"""One scenario set up: the place's rules in force, the learner's facts and the instant of the question."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from core.decisions.case import Case
from core.decisions.credit import Credited, Event, Study, credit_event
from core.decisions.facts import (
    Attempt,
    CourseState,
    DayTotal,
    ExemptionRecord,
    Facts,
    Person,
    Place,
)
from core.decisions.records import instant
from core.decisions.values import Line
from core.decisions.year import YearRules
from core.scenarios.given import ActGiven, AttemptGiven, ExemptionGiven, Given, PersonGiven, StudyGiven

HALF_AN_HOUR = timedelta(minutes=30)
NOON = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a scenario stands on before anything is given: rules, zone, area and the exam it is about."""

    rules: YearRules
    zone: tzinfo
    area: str = ""
    exam: str = ""

    def aware(self, moment: datetime) -> datetime:
        """Return wall-clock time at the place as an instant."""
        return moment.replace(tzinfo=self.zone)

    def named(self, exam: str) -> str:
        """Return the exam that is meant: the one named, the scenario's, or the year's only one; "" without any."""
        exams = self.rules.exams
        return exam or self.exam or (next(iter(exams)) if len(exams) == 1 else "")


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A ground with the facts on it and the instant of the question."""

    ground: Ground
    facts: Facts
    at: datetime

    @property
    def rules(self) -> YearRules:
        """The rules in force."""
        return self.ground.rules

    def case(self, at: datetime | None = None, exam: str = "") -> Case:
        """Return the case at the scene's instant or another wall-clock time, about an exam where one is meant."""
        moment = self.at if at is None else self.ground.aware(at)
        return Case(
            rules=self.rules,
            facts=self.facts,
            at=moment,
            zone=self.ground.zone,
            exam=self.ground.named(exam),
        )


def differing(what: str, expected: Any, found: Any) -> Iterator[str]:
    """Yield a sentence when something was expected and something else was found."""
    if expected is not None and expected != found:
        yield f"{what}: expected {shown(expected)}, found {shown(found)}"


def shown(value: Any) -> str:
    """Write a value as a scenario file would."""
    if isinstance(value, bool):
        return yes(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, list | tuple | set | frozenset):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    return "nothing" if value is None else str(value)


def yes(met: object) -> str:
    """Write a truth as a scenario file would."""
    return "yes" if met else "no"


def articles(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the articles that lines cite, each once, in order; an assumption without article is "assumed"."""
    found = (line.cite.article or ("assumed" if line.cite.assumed else "") for line in lines)
    return tuple(dict.fromkeys(found))


def set_up(ground: Ground, given: Given, at: datetime | None) -> Scene:
    """Return the scene; without an instant it is asked once the year is over."""
    facts = Facts(
        person=person_of(given.person, ground.area),
        study=(*_totals(ground, given.study), *_earned(ground, given.acts)),
        courses=tuple(_courses(given)),
        attempts=tuple(_attempts(ground, given.attempts)),
        places=tuple(_places(ground, given)),
        exemptions=tuple(_exemptions(ground.rules, given.exemptions)),
        marks=frozenset(given.marks),
        paid=given.paid == "yes",
        acknowledged=frozenset(given.acknowledged),
        reopened=tuple(given.reopened.items()),
    )
    return Scene(ground=ground, facts=facts, at=ground.aware(at) if at else ground.rules.ends(ground.zone))


def person_of(given: PersonGiven, area: str) -> Person:
    """Return the learner that a scenario describes."""
    return Person(
        birth=given.birth,
        sex=given.sex,
        rank=given.rank,
        tier=given.tier,
        post=given.post,
        employment=given.employment,
        retires=given.retires,
        joined=given.joined,
        active=given.active == "yes",
        unit_kind=given.unit_kind,
        unit_level=given.unit_level,
        provincial_direct=given.provincial_direct == "yes",
        stationed=given.stationed == "yes",
        duty=given.duty == "yes",
        area=given.area or area,
        sector=given.sector,
        cohorts=frozenset(given.cohorts),
        registered=given.registered == "yes",
        profile_complete=given.profile_complete == "yes",
        categories=frozenset(given.categories),
    )


def _first_day(rules: YearRules) -> date:
    return rules.study.period.first if rules.study else rules.period.first


def _totals(ground: Ground, entries: tuple[StudyGiven, ...]) -> Iterator[DayTotal]:
    for entry in entries:
        amounts = dict(entry.earned)
        if entry.required is not None:
            amounts["required"] = entry.required
        day = entry.on or _first_day(ground.rules)
        while day <= (entry.until or day):
            yield from (DayTotal(day, bucket, amount, entry.measure) for bucket, amount in amounts.items())
            if entry.until is None:
                break
            day += timedelta(days=1)


def event_of(ground: Ground, act: ActGiven, number: int = 0) -> Event:
    """Return the event that an act is; ``number`` tells repeated ones apart."""
    moment = ground.aware(act.at) if act.at else instant(_first_day(ground.rules), NOON, ground.zone)
    return Event(
        kind=act.kind,
        at=moment,
        amount=act.amount,
        bucket=act.bucket,
        course=act.course or f"course-{number}",
        lesson=f"lesson-{number}",
        category=act.category,
        worth=act.worth,
        asked=act.asked,
        first=act.again == "no",
    )


def weighed(ground: Ground, study: Study, act: ActGiven, already: Decimal, number: int = 0) -> Credited:
    """Return what an act earns when so much of the day counts already."""
    return credit_event(study, event_of(ground, act, number), ground.zone, already, act.released)


def _earned(ground: Ground, acts: tuple[ActGiven, ...]) -> Iterator[DayTotal]:
    study = ground.rules.study
    if study is None:
        return
    days: dict[date, Decimal] = {}
    for act in acts:
        for number in range(act.times):
            day = event_of(ground, act).at.astimezone(ground.zone).date()
            earned = weighed(ground, study, act, days.get(day, Decimal(0)), number)
            if study.day_cap is None or earned.bucket in (study.day_cap.buckets or (earned.bucket,)):
                days[day] = days.get(day, Decimal(0)) + earned.counted
            yield DayTotal(day, earned.bucket, earned.counted)


def _courses(given: Given) -> Iterator[CourseState]:
    for kind, course in enumerate(given.courses, start=1):
        for number in range(1, course.times + 1):
            yield CourseState(
                code=f"course-{kind}-{number}",
                bucket=course.bucket,
                released=course.released,
                finished=course.finished,
                category=course.category,
            )


def _attempts(ground: Ground, entries: tuple[AttemptGiven, ...]) -> Iterator[Attempt]:
    numbers: dict[str, int] = {}
    for entry in entries:
        exam = ground.named(entry.exam)
        for _ in range(entry.times):
            number = numbers[exam] = numbers.get(exam, 0) + 1
            started = ground.aware(entry.at) if entry.at else _opening(ground, exam)
            handed_in = ground.aware(entry.handed_in) if entry.handed_in else started + HALF_AN_HOUR
            yield Attempt(
                exam=exam,
                number=number,
                started=started,
                handed_in=handed_in,
                mark=entry.mark,
                room=entry.room,
                void=entry.void == "yes",
                outside=entry.outside,
            )


def _opening(ground: Ground, exam: str) -> datetime:
    if exam not in ground.rules.exams:
        return ground.rules.period.begin(ground.zone)
    sittings = ground.rules.sittings(exam, ground.zone)
    return sittings[0].opens if sittings else ground.rules.period.begin(ground.zone)


def _places(ground: Ground, given: Given) -> Iterator[Place]:
    for entry in given.bookings:
        booked = ground.aware(entry.booked) if entry.booked else None
        yield Place(exam=ground.named(entry.exam), opens=ground.aware(entry.opens), booked=booked)


def _exemptions(rules: YearRules, entries: dict[str, ExemptionGiven]) -> Iterator[ExemptionRecord]:
    for reason, entry in entries.items():
        rule = rules.exemptions.reasons.get(reason) if rules.exemptions else None
        needed = len(rule.approval) if rule else 0
        full = needed if entry.state in {"approved", "revoked"} else 0
        yield ExemptionRecord(
            reason=reason,
            state=entry.state,
            decided=entry.decided,
            approvals=full if entry.approvals is None else entry.approvals,
            evidence=entry.evidence == "yes",
            until=entry.until,
        )
