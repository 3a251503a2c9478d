"""Who may sit a makeup exam."""

from decimal import Decimal
from typing import Annotated, Literal

from core.decisions.case import Case
from core.decisions.eligibility import Check
from core.decisions.exam_results import ExamResult, attempts_left, booked_sitting, is_theirs, result_of
from core.decisions.records import Note, part
from core.decisions.studying import study_verdict
from core.decisions.values import NOWHERE, Cite, Line, Quantity, Text, Verdict, Word, say

Group = Literal["absent", "failed", "late_qualifier"]


@part
class MissedOrFailed(Check):
    """One of these exams was the learner's, and they missed it, failed it, or qualified for it too late."""

    shorthand = "of"

    of: Annotated[
        tuple[str, ...],
        Note("keys of the exams that are made up for; those that this exam makes up for when left out"),
    ] = ()
    groups: Annotated[tuple[Group, ...], Note("groups that may sit it: absent, failed, late_qualifier")] = (
        "absent",
        "failed",
    )
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        """Return whether the learner belongs to one of the groups; one who passed never does."""
        results = [result_of(case, exam) for exam in self._made_up_for(case) if _was_theirs(case, exam)]
        group = _group(case, results, self.groups)
        met = group in self.groups
        line = Line(say("Group for the makeup exam"), Word(group), self._because(group), self.cite, None, met)
        figures = tuple(_line(result, self.cite) for result in results if result.mark is not None)
        return Verdict(met, (line, *figures), (), too_late=group == "passed")

    def _made_up_for(self, case: Case) -> tuple[str, ...]:
        return self.of or case.the_exam.makeup_of

    def _because(self, group: str) -> Text:
        if group == "passed":
            return say("one who has passed does not sit the makeup exam")
        if group == "not_yet":
            return say("the exam that it makes up for is still to come")
        if group == "none":
            return say("the exam that it makes up for was not meant for this learner")
        if group in self.groups:
            return say("this group may sit the makeup exam")
        return say("this group may not sit the makeup exam")


def _was_theirs(case: Case, exam: str) -> bool:
    return bool(case.facts.of_exam(exam)) or is_theirs(case, exam)


def _group(case: Case, results: list[ExamResult], groups: tuple[Group, ...]) -> str:
    if not results:
        return "none"
    if any(result.passed for result in results):
        return "passed"
    if any(result.mark is not None and attempts_left(case, result.exam) == 0 for result in results):
        return "failed"
    if not all(_is_over(case, result.exam) for result in results):
        return "not_yet"
    if any(result.used for result in results):
        return "failed"
    return "late_qualifier" if "absent" not in groups and _qualified(case) else "absent"


def _is_over(case: Case, exam: str) -> bool:
    booked = booked_sitting(case, exam)
    if booked is not None:
        return case.at >= booked.latest_start
    last = case.rules.last_start(exam, case.zone)
    return last is None or case.at >= last


def _qualified(case: Case) -> bool:
    return study_verdict(case).met


def _line(result: ExamResult, cite: Cite) -> Line:
    item = say("Exam: {title}", title=result.rule.title)
    because = say("the mark of the exam that is made up for")
    mark = Quantity(result.mark or Decimal(0), "marks")
    return Line(item, mark, because, cite)
