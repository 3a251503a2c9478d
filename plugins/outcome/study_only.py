"""A year that study alone decides."""

from core.decisions.case import Case
from core.decisions.chances import study_is_open
from core.decisions.outcome import Formula, Judgement
from core.decisions.records import part
from core.decisions.studying import study_verdict
from core.decisions.values import NOWHERE, Cite, Line, say

ITEM = say("Result of the year")
ENOUGH = say("the year is passed with its study alone")


@part
class StudyOnly(Formula):
    """The year is passed when the study target is met."""

    cite: Cite = NOWHERE

    def judge(self, case: Case) -> Judgement:
        """Return the study verdict as the year's result."""
        study = study_verdict(case)
        line = Line(ITEM, None, ENOUGH, self.cite, None, study.met)
        return Judgement(passed=study.met, lines=(*study.lines, line), open=study_is_open(case))
