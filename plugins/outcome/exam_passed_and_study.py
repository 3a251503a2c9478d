"""A year that needs both: study done and exam passed."""

from typing import Annotated

from core.decisions.case import Case
from core.decisions.chances import exam_is_open, study_is_open
from core.decisions.exam_results import best_result
from core.decisions.outcome import Formula, Judgement
from core.decisions.records import Note, part
from core.decisions.studying import study_verdict
from core.decisions.values import NOWHERE, Cite, Line, say
from plugins.outcome.exam_only import ITEM, without_exam

BOTH = say("the year is passed with both: study done and exam passed")


@part
class ExamPassedAndStudy(Formula):
    """The year is passed when the study target is met and the exam is passed; the mark is the year's score."""

    shorthand = "exams"

    exams: Annotated[tuple[str, ...], Note("keys of exams; the learner's own when left out")] = ()
    cite: Cite = NOWHERE

    def judge(self, case: Case) -> Judgement:
        """Return both conditions joined."""
        study, result = study_verdict(case), best_result(case, self.exams)
        if result is None:
            return without_exam(self.cite)
        passed = study.met and result.passed
        lines = (*study.lines, result.line(), Line(ITEM, None, BOTH, self.cite, None, passed))
        reachable = (study.met or study_is_open(case)) and (result.passed or exam_is_open(case, self.exams))
        return Judgement(passed=passed, lines=lines, score=result.mark, open=not passed and reachable)
