"""Which exams are this learner's, what did they bring, and how many attempts are left?"""

from dataclasses import dataclass
from decimal import Decimal

from core.decisions.case import Case
from core.decisions.facts import Attempt
from core.decisions.slots import Sitting
from core.decisions.values import NOWHERE, Cite, Line, Quantity, Text, Word, say
from core.decisions.year import Exam

EXAM_MARK = say("Exam mark")
NO_ATTEMPT = say("no attempt has been handed in")
COUNTED = {
    "best": say("the best of {used} attempts counts"),
    "last": say("the last of {used} attempts counts"),
    "first": say("the first of {used} attempts counts"),
}
ONLY_ATTEMPT = say("one attempt was handed in")
NO_COHORTS = say("this year knows no cohorts")
LISTED = say("the cohort whose list names you or your unit")
BY_RULE = say("the cohort to which your unit belongs by rule")
ALL_OTHERS = say("the cohort of all whom no other takes")


@dataclass(frozen=True, slots=True)
class ExamResult:
    """What one exam brought: the counting mark, whether it passes, and how many attempts were used."""

    exam: str
    rule: Exam
    mark: Decimal | None
    passed: bool
    used: int

    def line(self) -> Line:
        """Return the exam's row of the receipt."""
        needed = None if self.rule.pass_mark is None else Quantity(self.rule.pass_mark, "marks")
        met = None if needed is None else self.passed
        item = say("Exam: {title}", title=self.rule.title)
        if self.mark is None:
            return Line(item, None, NO_ATTEMPT, self.rule.cite, needed, met)
        return Line(item, Quantity(self.mark, "marks"), self._because(), self.rule.cite, needed, met)

    def _because(self) -> Text:
        if self.used == 1:
            return ONLY_ATTEMPT
        return Text(COUNTED[self.rule.attempts.counts].message, {"used": self.used})


@dataclass(frozen=True, slots=True)
class Belonging:
    """The cohort that a learner sits with, "" without cohorts; how they come to it, and the rule that says so."""

    cohort: str
    how: Text
    cite: Cite = NOWHERE


def cohort_of(case: Case) -> Belonging:
    """Return the cohort that a learner sits with: the first to which a list or the rule of members brings them."""
    cohorts = case.rules.cohorts
    if cohorts is None:
        return Belonging("", NO_COHORTS)
    for cohort in cohorts.precedence:
        if cohort in case.person.cohorts:
            return Belonging(cohort, LISTED, cohorts.cite)
        member = cohorts.members.get(cohort)
        verdict = member.check(case) if member is not None else None
        if verdict is not None and verdict.met:
            return Belonging(cohort, BY_RULE, next((line.cite for line in verdict.lines), cohorts.cite))
    return Belonging(cohorts.otherwise, ALL_OTHERS, cohorts.cite)


def is_theirs(case: Case, exam: str) -> bool:
    """Tell whether an exam is meant for this learner's cohort."""
    cohort = case.rules.exams[exam].cohort
    return not cohort or cohort == cohort_of(case).cohort


def own_exams(case: Case) -> tuple[str, ...]:
    """Return the counting exams of the learner's cohort, and those that they have sat, makeups last."""
    rules = case.rules
    keys = rules.counting_exams
    if rules.cohorts is None:
        return keys
    sat = {attempt.exam for attempt in case.facts.attempts}
    return tuple(key for key in keys if key in sat or is_theirs(case, key))


def result_of(case: Case, exam: str) -> ExamResult:
    """Return what one exam brought."""
    rule = case.rules.exams[exam]
    attempts = case.facts.of_exam(exam)
    mark = counting_mark(rule, attempts)
    passed = mark is not None and rule.pass_mark is not None and mark >= rule.pass_mark
    return ExamResult(exam, rule, mark, passed, len(attempts))


def counting_mark(rule: Exam, attempts: tuple[Attempt, ...]) -> Decimal | None:
    """Return the mark that counts: the best, last or first of those marked; None without one."""
    marks = [a.mark for a in attempts if a.mark is not None]
    if not marks:
        return None
    if rule.attempts.counts == "best":
        return max(marks)
    return marks[0] if rule.attempts.counts == "first" else marks[-1]


def best_result(case: Case, exams: tuple[str, ...] = ()) -> ExamResult | None:
    """Return the result that counts over several exams (a makeup beside the exam it makes up for).

    A pass beats a fail, then the better share of the full mark; None where the learner has no exam.
    """
    results = [result_of(case, exam) for exam in exams or own_exams(case)]
    if len(results) == 1:
        return results[0]
    return max(results, key=_merit, default=None)


def limit_of(case: Case, exam: str) -> int | None:
    """Return how many attempts the learner has, with those an administrator opened; None: unlimited."""
    attempts = case.rules.exams[exam].attempts
    most = len(attempts.rooms) if attempts.per_room else attempts.most
    if most is None:
        return None
    return most + sum(extra for key, extra in case.facts.reopened if key == exam)


def attempts_left(case: Case, exam: str) -> int | None:
    """Return how many attempts are left; None when they are unlimited."""
    limit = limit_of(case, exam)
    return None if limit is None else max(0, limit - len(case.facts.of_exam(exam)))


def free_rooms(case: Case, exam: str) -> tuple[str, ...]:
    """Return the named rooms that the learner has not sat yet; none where rooms do not matter."""
    attempts = case.rules.exams[exam].attempts
    sat = {attempt.room for attempt in case.facts.of_exam(exam)}
    return tuple(room for room in attempts.rooms if room not in sat) if attempts.per_room else ()


def booked_sitting(case: Case, exam: str) -> Sitting | None:
    """Return the sitting that the learner's last booked place is in."""
    opens = [place.opens for place in case.facts.places if place.exam == exam]
    if not opens:
        return None
    sittings = case.rules.sittings(exam, case.zone)
    return next((sitting for sitting in sittings if sitting.opens == opens[-1]), None)


def sitting_for(case: Case, exam: str) -> Sitting | None:
    """Return the booked sitting, or else the one that can be entered now or next, or else the last one."""
    if case.rules.exams[exam].booking is not None:
        return booked_sitting(case, exam)
    sittings = case.rules.sittings(exam, case.zone)
    coming = (sitting for sitting in sittings if sitting.latest_start > case.at)
    return next(coming, sittings[-1] if sittings else None)


def sitting_at(case: Case, exam: str) -> Sitting | None:
    """Return the sitting that was open at the instant of the question."""
    sittings = case.rules.sittings(exam, case.zone)
    return next((sitting for sitting in sittings if sitting.opens <= case.at < sitting.closes), None)


def cohort_line(case: Case, exam: str) -> Line:
    """Return the row that says whether the exam is the learner's own."""
    theirs, cohort = cohort_of(case), case.rules.exams[exam].cohort
    item = say("Cohort")
    if not cohort:
        return Line(item, None, say("this exam is for everybody who takes part"), theirs.cite, None, True)
    met = theirs.cohort == cohort
    return Line(item, Word(theirs.cohort), theirs.how, theirs.cite, Word(cohort), met)


def _merit(result: ExamResult) -> tuple[bool, Decimal]:
    share = Decimal(-1) if result.mark is None else result.mark / result.rule.full_mark
    return result.passed, share
