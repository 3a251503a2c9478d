"""What the learner's home says: am I safe, what is next, by when. Facts of the outcome in another order, nothing new."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask import url_for

from core.courses.service import CourseProgress, progress_for, unpaid, year_of
from core.decisions.balance import Share
from core.decisions.case import Case
from core.decisions.certifying import earns
from core.decisions.chances import chance_at
from core.decisions.credit import Event
from core.decisions.exam_entry import may_start
from core.decisions.exam_results import own_exams, sitting_for
from core.decisions.facts import ExemptionRecord
from core.decisions.outcome import Outcome
from core.decisions.plan import OpenLesson, plan
from core.decisions.values import Quantity, Text, Until, Value, Verdict, Word, say
from core.exams.service import going_on
from core.standings.judging import current
from core.web.i18n import gettext as _
from core.web.site import Viewer

SENTENCES = {
    "passed": say("You have qualified for {year}."),
    "failed": say("You have not qualified for {year}."),
    "absent": say("You have not taken part in {year}."),
    "not_assessed": say("You are not assessed in {year}; you may still study."),
    "deactivated": say("This account is deactivated."),
    "ready": say("Study is done; what remains is the exam."),
    "studying": say("You are on the way."),
    "not_started": say("You have not started yet."),
}

WAITING = {"applied", "returned", "reviewed"}
"""States of an application for exemption that is not decided yet."""

OUT = {"exempt", "not_assessed", "deactivated"}
"""States in which nothing is asked of a learner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """The one thing to do next."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure of study against what is needed."""

    label: Value
    figure: Quantity
    needed: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamDate:
    """One exam ahead or done, in a line."""

    title: str
    url: str
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Everything the home page shows."""

    case: Case
    outcome: Outcome
    sentence: Text
    advice: tuple[Text, ...]
    plan: tuple[Text, ...]
    """What is enough a day to finish study in time."""
    action: Action | None
    measures: tuple[Measure, ...]
    courses: tuple[CourseProgress, ...]
    exams: tuple[ExamDate, ...]

    @property
    def exemption(self) -> ExemptionRecord | None:
        """The application for exemption that is not decided yet, if there is one."""
        open_ = [one for one in self.case.facts.exemptions if one.state in WAITING]
        return open_[-1] if open_ else None

    @property
    def unpaid(self) -> Verdict | None:
        """Why nothing can be studied before the unit's fee has come in; None where that is not so or matters no more."""
        over = self.outcome.final or self.outcome.state in OUT | {"passed"}
        return unpaid(self.case.rules) if _held_back(self.case) and not over else None

    @property
    def certificate(self) -> bool:
        """Whether the result earns a certificate."""
        return earns(self.case, self.outcome)


def home_of(viewer: Viewer) -> Home:
    """Return the home of a learner, judged as of now."""
    case, outcome = current(viewer.id)
    courses = progress_for(year_of(viewer.id, case)) if case.rules.study else ()
    return Home(
        case=case,
        outcome=outcome,
        sentence=_sentence(case, outcome),
        advice=outcome.advice,
        plan=() if outcome.final else plan(case, open_lessons(case, courses)),
        action=_action(viewer, case, outcome, courses),
        measures=() if outcome.state in OUT else tuple(_measures(case)),
        courses=tuple(course for course in courses if course.finished is None and course.released)[:4],
        exams=tuple(_exam_dates(case)),
    )


def open_lessons(case: Case, courses: tuple[CourseProgress, ...]) -> list[OpenLesson]:
    """Return the released lessons that are not finished, with what each would earn; the last brings its course's credit too."""
    return [one for course in courses if course.released for one in _open_in(case, course)]


def _open_in(case: Case, progress: CourseProgress) -> Iterator[OpenLesson]:
    course = progress.course
    left = [lesson for lesson in progress.lessons if lesson.code not in progress.done]
    for place, lesson in enumerate(left, start=1):
        credit = _offer(case, Event(kind="lesson", at=case.at, bucket=course.bucket, worth=lesson.worth))
        if place == len(left):
            credit += _offer(case, Event(kind="course", at=case.at, bucket=course.bucket, worth=course.worth))
        yield OpenLesson(course.bucket, credit)


def _offer(case: Case, event: Event) -> Decimal:
    """What the first rule that knows such an event gives for it."""
    rules = case.rules.study.credit if case.rules.study else ()
    return next((credit for rule in rules if (credit := rule.credit(event)) is not None), Decimal(0))


def _sentence(case: Case, outcome: Outcome) -> Text:
    if outcome.state == "failed" and not outcome.final:
        return say("Not passed yet; you may still make it good.")
    found = SENTENCES.get(outcome.state)
    if found is None:
        return say("Your result for {year}: {state}.", year=str(case.rules.year), state=Word(outcome.state))
    return Text(found.message, {"year": str(case.rules.year)})


def _action(
    viewer: Viewer, case: Case, outcome: Outcome, courses: tuple[CourseProgress, ...]
) -> Action | None:
    if outcome.final or outcome.state == "passed":
        return Action(label=_("See the result of the year"), url=url_for("standings.standing"))
    papers = going_on(viewer.id, case.rules.year)
    for key in own_exams(case):
        if key in papers:
            return Action(label=_("Go on with the paper"), url=url_for("exams.paper", attempt=papers[key].id))
        if outcome.state in {"ready", "failed"} and may_start(case.about(key, sitting_for(case, key))).met:
            return Action(label=_("Go to the exam"), url=url_for("exams.entry", exam=key))
    return None if _held_back(case) else _study_on(courses)


def _held_back(case: Case) -> bool:
    fees = case.rules.fees
    return fees is not None and fees.gates and not case.facts.paid


def _study_on(courses: tuple[CourseProgress, ...]) -> Action | None:
    for course in courses:
        lesson = course.next_lesson
        if course.released and lesson is not None:
            return Action(
                label=_("Study on: {title}", title=lesson.title),
                url=f"/courses/{course.course.code}/{lesson.code}",
            )
    return None


def _measures(case: Case) -> Iterator[Measure]:
    balance = case.balance
    if balance is None or balance.target is None:
        return
    unit = balance.unit
    total = Measure(
        label=say("Study in all"), figure=Quantity(balance.total, unit), needed=Quantity(balance.target, unit)
    )
    shares = [share for share in balance.shares if share.least]
    yield total
    yield from (_share(share, unit) for share in shares)


def _share(share: Share, unit: str) -> Measure:
    return Measure(
        label=Word(share.bucket), figure=Quantity(share.counted, unit), needed=Quantity(share.least, unit)
    )


def _exam_dates(case: Case) -> Iterator[ExamDate]:
    for key in own_exams(case):
        rule = case.rules.exams[key]
        if rule.makeup_of and not case.facts.of_exam(key) and not chance_at(case, key):
            continue
        yield ExamDate(title=rule.title, url=url_for("exams.entry", exam=key), note=_note(case, key))


def _note(case: Case, key: str) -> Text:
    sitting = sitting_for(case, key)
    if sitting is None:
        return say("no place is booked for you")
    if case.at >= sitting.closes:
        return say("closed at {when}", when=Until(sitting.closes))
    if case.at >= sitting.opens:
        return say("open until {when}", when=Until(sitting.closes))
    return say("opens at {when}", when=sitting.opens)
