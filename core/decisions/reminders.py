"""Of what is this learner reminded today? Nobody who has passed, is exempt or has nothing left to do is reminded of anything."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from core.decisions.balance import latest_start
from core.decisions.case import Case
from core.decisions.chances import chance_at, study_advice, study_is_open
from core.decisions.exam_results import booked_sitting, own_exams, result_of
from core.decisions.outcome import Outcome
from core.decisions.plan import OpenLesson, plan
from core.decisions.slots import Sitting
from core.decisions.values import Text, Until, say
from core.decisions.year import YearRules

DONE = frozenset({"passed", "exempt", "not_assessed", "deactivated"})
"""States in which nobody is reminded."""
ONE_DAY = timedelta(days=1)
AHEAD = 2 * ONE_DAY
"""So long before the last day on which study can begin under a daily cap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One reminder; ``once`` names it, so that it is given one time only."""

    once: str
    title: Text
    body: tuple[Text, ...]
    link: str


Lessons = Callable[[], Sequence[OpenLesson]]
"""The lessons left, asked for only where somebody is reminded of study."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasions:
    """What a day can bring to anybody under some rules; whom it brings it to, ``reminders`` says."""

    study: str = ""
    """The name of the reminder of study that is due, "" for none."""
    begin: bool = False
    """Whether somebody may have to begin, so as to finish under the daily cap."""
    exams: bool = False
    """Whether a sitting opens tomorrow."""

    @property
    def any(self) -> bool:
        """Whether it is worth looking at anybody."""
        return bool(self.study) or self.begin or self.exams


def occasions(rules: YearRules, today: date, zone: tzinfo, before: Sequence[int]) -> Occasions:
    """Return what a day can bring, so that on most days nobody's record has to be read; study so many days ``before`` it ends."""
    tomorrow = today + ONE_DAY
    opening = (
        sitting.opens.astimezone(zone).date()
        for exam in rules.counting_exams
        for sitting in rules.sittings(exam, zone)
    )
    return Occasions(
        study=_study_due(rules, today, before),
        begin=_may_have_to_begin(rules, today),
        exams=tomorrow in opening,
    )


def _study_due(rules: YearRules, today: date, before: Sequence[int]) -> str:
    if rules.study is None or not rules.study.period.first <= today <= rules.study.period.last:
        return ""
    left = (rules.study.period.last - today).days + 1
    due = [days for days in before if left <= days]
    return f"study:{rules.year}:{min(due)}" if due else ""


def _may_have_to_begin(rules: YearRules, today: date) -> bool:
    """Nobody lacks more than the whole target, who must begin first of all."""
    study = rules.study
    if study is None or study.day_cap is None or not study.period.first <= today <= study.period.last:
        return False
    first = latest_start(study, study.target.total) if study.target else None
    return first is None or today >= first - AHEAD


def reminders(case: Case, outcome: Outcome, lessons: Lessons, before: Sequence[int]) -> tuple[Reminder, ...]:
    """Return what a learner is reminded of on the day of the case; study so many days ``before`` it ends."""
    if outcome.final or outcome.state in DONE:
        return ()
    return (*_study(case, lessons, before), *_begin(case), *_exams(case))


def _study(case: Case, lessons: Lessons, before: Sequence[int]) -> Iterator[Reminder]:
    study, balance = case.rules.study, case.balance
    if study is None or balance is None or balance.met or not _study_runs(case):
        return
    once = _study_due(case.rules, case.today, before)
    if once:
        left = (study.period.last - case.today).days + 1
        yield Reminder(
            once=once,
            title=say("{time} are left for study", time=timedelta(days=left)),
            body=(*study_advice(case), *plan(case, lessons())),
            link="/courses",
        )


def _begin(case: Case) -> Iterator[Reminder]:
    """The daily cap makes the last day on which all of it can still be done."""
    study, balance = case.rules.study, case.balance
    if study is None or balance is None or balance.met or study.day_cap is None or not _study_runs(case):
        return
    last = latest_start(study, balance.missing)
    if last is not None and last - AHEAD <= case.today <= last:
        needed = study.period.last - last + ONE_DAY
        yield Reminder(
            once=f"begin:{case.rules.year}",
            title=say("From {day} on you need every day to finish study", day=last),
            body=(*study_advice(case), say("At least {time} are needed.", time=needed)),
            link="/courses",
        )


def _study_runs(case: Case) -> bool:
    study = case.rules.study
    return study is not None and study_is_open(case) and case.today >= study.period.first


def _exams(case: Case) -> Iterator[Reminder]:
    for key in own_exams(case):
        sitting = _next(case, key)
        if (
            sitting is not None
            and _day(case, sitting.opens) == case.today + ONE_DAY
            and _wanted(case, key, sitting)
        ):
            yield _of_exam(case, key, sitting)


def _next(case: Case, exam: str) -> Sitting | None:
    """The booked sitting, or the first one that can be entered where nothing is booked."""
    if case.rules.exams[exam].booking is not None:
        return booked_sitting(case, exam)
    return chance_at(case, exam)


def _wanted(case: Case, exam: str, sitting: Sitting) -> bool:
    rule = case.rules.exams[exam]
    if result_of(case, exam).passed:
        return False
    return rule.open_to is None or rule.open_to.check(case.about(exam, sitting)).met


def _of_exam(case: Case, exam: str, sitting: Sitting) -> Reminder:
    rule, booked = case.rules.exams[exam], case.rules.exams[exam].booking is not None
    opens = sitting.opens.astimezone(case.zone)
    said = (
        say("Your makeup begins tomorrow: {exam}")
        if rule.makeup_of
        else say("Your exam begins tomorrow: {exam}")
    )
    ends = say("It opens at {when}.", when=sitting.opens)
    last = say("You can begin until {when}.", when=Until(sitting.latest_start))
    return Reminder(
        once=f"sitting:{exam}:{opens:%Y-%m-%dT%H:%M}" if booked else f"opens:{exam}:{case.rules.year}",
        title=Text(said.message, {"exam": rule.title}),
        body=(ends, last),
        link=f"/exams/{exam}",
    )


def _day(case: Case, moment: datetime) -> date:
    return moment.astimezone(case.zone).date()
