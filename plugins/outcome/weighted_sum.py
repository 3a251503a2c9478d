"""A year's score made of study and exam, each with its share."""

from decimal import Decimal
from typing import Annotated

from core.decisions.balance import Balance
from core.decisions.case import Case
from core.decisions.chances import exam_is_open, study_is_open
from core.decisions.exam_results import ExamResult, best_result
from core.decisions.outcome import Formula, Judgement
from core.decisions.records import Note, Percent, part
from core.decisions.rounding import half_up
from core.decisions.studying import study_verdict
from core.decisions.values import NOWHERE, Cite, Line, Quantity, Text, say

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)

STUDY_PART = say("Study share of the year's score")
EXAM_PART = say("Exam share of the year's score")
SCORE = say("Score of the year")
SUM = say("study share and exam share together")


@part
class WeightedSum(Formula):
    """Study and exam, each out of 100, make the year's score by their shares; from a line on it passes.

    Study counts as its sum over the target, never more than all of it. The verdict is taken on the exact
    sum, as whole numbers over one denominator; the score is divided once, and rounded only where it is shown.
    """

    study: Annotated[Percent, Note("share of study")]
    exam: Annotated[Percent, Note("share of the exam")]
    at_least: Annotated[Decimal, Note("least year score that passes", narrower="higher")]
    study_at_least: Annotated[Decimal | None, Note("least study score of 100 besides")] = None
    exam_at_least: Annotated[Decimal | None, Note("least exam mark besides")] = None
    exams: Annotated[tuple[str, ...], Note("keys of exams; the learner's own when left out")] = ()
    cite: Cite = NOWHERE

    def problems(self) -> list[Text]:
        """Return what is wrong when the shares are not a whole."""
        return [] if self.study + self.exam == ONE else [say("the shares of study and exam are not 100 %")]

    def judge(self, case: Case) -> Judgement:
        """Return the weighted score with a row for each share."""
        studied = study_verdict(case)
        earned, target = _study(case.balance)
        result = best_result(case, self.exams)
        mark, full = _exam(result)
        top, bottom = self._fraction(earned, target, mark, full)
        passed = top >= self.at_least * bottom and self._minimums(earned, target, mark)
        decimals = case.rules.outcome.decimals
        shares = self._lines(case, (earned, target), (mark, full), decimals)
        score = top / bottom
        total = Line(
            SCORE,
            Quantity(half_up(score, decimals), "marks"),
            SUM,
            self.cite,
            Quantity(self.at_least, "marks"),
            passed,
        )
        exam_lines = () if result is None else (result.line(),)
        return Judgement(
            passed=passed,
            lines=(*studied.lines, *exam_lines, *shares, total),
            score=score,
            open=not passed and self._reachable(case, (earned, target), (mark, full)),
        )

    def _fraction(
        self, earned: Decimal, target: Decimal, mark: Decimal, full: Decimal
    ) -> tuple[Decimal, Decimal]:
        return (earned * full * self.study + mark * target * self.exam) * HUNDRED, target * full

    def _minimums(self, earned: Decimal, target: Decimal, mark: Decimal) -> bool:
        if self.study_at_least is not None and earned * HUNDRED < self.study_at_least * target:
            return False
        return self.exam_at_least is None or mark >= self.exam_at_least

    def _reachable(self, case: Case, study: tuple[Decimal, Decimal], exam: tuple[Decimal, Decimal]) -> bool:
        (earned, target), (mark, full) = study, exam
        best_study = target if study_is_open(case) else earned
        best_mark = full if exam_is_open(case, self.exams) else mark
        top, bottom = self._fraction(best_study, target, best_mark, full)
        return top >= self.at_least * bottom and self._minimums(best_study, target, best_mark)

    def _lines(
        self, case: Case, study: tuple[Decimal, Decimal], exam: tuple[Decimal, Decimal], decimals: int
    ) -> tuple[Line, Line]:
        (earned, target), (mark, full) = study, exam
        unit = case.rules.study.unit if case.rules.study else "points"
        by_study = say(
            "{earned} of {target}, out of 100, times {share} %",
            earned=Quantity(earned, unit),
            target=Quantity(target, unit),
            share=self.study * HUNDRED,
        )
        by_exam = say(
            "{mark} of {full}, out of 100, times {share} %", mark=mark, full=full, share=self.exam * HUNDRED
        )
        study_part = half_up(earned * HUNDRED * self.study / target, decimals)
        exam_part = half_up(mark * HUNDRED * self.exam / full, decimals)
        return (
            Line(STUDY_PART, Quantity(study_part, "marks"), by_study, self.cite),
            Line(EXAM_PART, Quantity(exam_part, "marks"), by_exam, self.cite),
        )


def _study(balance: Balance | None) -> tuple[Decimal, Decimal]:
    if balance is None or not balance.target:
        return ZERO, ONE
    return min(balance.total, balance.target), balance.target


def _exam(result: ExamResult | None) -> tuple[Decimal, Decimal]:
    if result is None:
        return ZERO, HUNDRED
    return result.mark or ZERO, result.rule.full_mark
