"""Exam results as conditions."""

from decimal import Decimal
from typing import Annotated

from core.decisions.case import Case
from core.decisions.chances import exam_is_open
from core.decisions.eligibility import Check
from core.decisions.exam_results import best_result, own_exams
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Line, Quantity, Verdict, say

ATTEMPTED = say("Attempts handed in")


@part
class ExamPassed(Check):
    """One of these exams (of the learner's own when left out) is passed."""

    shorthand = "exams"

    exams: Annotated[tuple[str, ...], Note("keys of exams; the learner's own when left out")] = ()
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether an exam is passed, with the mark that counts."""
        result = best_result(case, self.exams)
        if result is None:
            return Verdict(False, (), too_late=True)
        return Verdict(result.passed, (result.line(),), too_late=not exam_is_open(case, self.exams))


@part
class ExamTaken(Check):
    """One of these exams (of the learner's own when left out) was sat and marked."""

    shorthand = "exams"

    exams: Annotated[tuple[str, ...], Note("keys of exams; the learner's own when left out")] = ()
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether there is a marked attempt."""
        keys = self.exams or own_exams(case)
        marked = sum(a.exam in keys and a.mark is not None and not a.void for a in case.facts.attempts)
        because = say("the exam was sat") if marked else say("the exam was not sat")
        return Verdict(bool(marked), (Line(ATTEMPTED, marked, because, self.cite, 1, bool(marked)),))


@part
class MarkAtLeast(Check):
    """The counting mark of these exams reaches a line of its own."""

    mark: Annotated[Decimal, Note("least mark", narrower="higher")]
    exams: Annotated[tuple[str, ...], Note("keys of exams; the learner's own when left out")] = ()
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether the mark is reached."""
        result = best_result(case, self.exams)
        mark = result.mark if result else None
        met = mark is not None and mark >= self.mark
        figure = None if mark is None else Quantity(mark, "marks")
        because = say("the mark that counts")
        return Verdict(
            met, (Line(say("Exam mark"), figure, because, self.cite, Quantity(self.mark, "marks"), met),)
        )
