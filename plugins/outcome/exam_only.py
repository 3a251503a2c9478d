"""A year that the exam alone decides."""

from decimal import Decimal
from typing import Annotated

from core.decisions.case import Case
from core.decisions.chances import exam_is_open
from core.decisions.exam_results import ExamResult, best_result
from core.decisions.outcome import Formula, Judgement
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite, Line, Quantity, Text, say

ITEM = say("Result of the year")
BY_EXAM = say("the year is passed with its exam")
NO_EXAM = say("no exam of this year is meant for this learner")
BY_MARK = say("the exam mark that counts is the year's score")


@part
class ExamOnly(Formula):
    """The year is passed when the exam is passed by its own pass mark; the mark is the year's score."""

    shorthand = "exams"

    exams: Annotated[tuple[str, ...], Note("keys of exams; the learner's own when left out")] = ()
    cite: Cite = NOWHERE

    def judge(self, case: Case) -> Judgement:
        """Return the exam's result as the year's."""
        result = best_result(case, self.exams)
        if result is None:
            return without_exam(self.cite)
        line = Line(ITEM, None, BY_EXAM, self.cite, None, result.passed)
        return judged(case, self.exams, result, result.passed, (result.line(), line))


@part
class ExamMark(Formula):
    """The year is passed when the exam mark reaches a line apart from the exam's own pass mark."""

    at_least: Annotated[Decimal, Note("least mark that passes the year", narrower="higher")]
    exams: Annotated[tuple[str, ...], Note("keys of exams; the learner's own when left out")] = ()
    cite: Cite = NOWHERE

    def judge(self, case: Case) -> Judgement:
        """Return whether the counting mark reaches the line."""
        result = best_result(case, self.exams)
        if result is None:
            return without_exam(self.cite)
        passed = result.mark is not None and result.mark >= self.at_least
        figure = None if result.mark is None else Quantity(result.mark, "marks")
        line = Line(ITEM, figure, BY_MARK, self.cite, Quantity(self.at_least, "marks"), passed)
        return judged(case, self.exams, result, passed, (result.line(), line))


def judged(
    case: Case,
    exams: tuple[str, ...],
    result: ExamResult,
    passed: bool,  # noqa: FBT001
    lines: tuple[Line, ...],
) -> Judgement:
    """Return the judgement of an exam's result; it stays open while an exam may still be sat."""
    is_open = not passed and exam_is_open(case, exams)
    return Judgement(passed=passed, lines=lines, score=result.mark, open=is_open)


def without_exam(cite: Cite, because: Text = NO_EXAM) -> Judgement:
    """Return the judgement of one whom no exam is meant for."""
    return Judgement(passed=False, lines=(Line(ITEM, None, because, cite, None, False),), open=False)
