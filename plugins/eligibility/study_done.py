"""The study target as a condition."""

from datetime import date
from typing import Annotated

from core.decisions.case import Case
from core.decisions.eligibility import Check
from core.decisions.records import Note, part
from core.decisions.studying import study_verdict
from core.decisions.values import NOWHERE, Cite, Line, Verdict, say
from plugins.eligibility.deadlines import By, day_meant

BY = say("Study counts for this until the end of")


@part
class StudyDone(Check):
    """The year's study target is met: now, by the day before the exam, on its day, or by a fixed day."""

    shorthand = "by"

    by: Annotated[By, Note("now, day_before_sitting, sitting_day, or a fixed day")] = "now"
    day: Annotated[date | None, Note("the fixed day", narrower="lower")] = None
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return the study verdict as of the day, with the day as its first line."""
        if self.by == "now":
            return study_verdict(case)
        day = day_meant(case, self.by, self.day)
        verdict = study_verdict(case, day)
        because = say("what is earned later does not count for this")
        line = Line(BY, day, because, self.cite, None, verdict.met)
        too_late = verdict.too_late and self._is_fixed(case)
        return Verdict(verdict.met, (line, *verdict.lines), verdict.advice, too_late)

    def _is_fixed(self, case: Case) -> bool:
        """Inside a window the day moves on with the learner, so a later start may still do, while study counts."""
        if self.by == "day" or (case.sitting is not None and case.sitting.slot):
            return True
        study = case.rules.study
        return study is not None and case.today > study.period.last
