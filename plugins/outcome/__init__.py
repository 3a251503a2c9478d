"""Outcome formulas: how study and exam make the year's result."""

from core.decisions.outcome import Formula
from core.hooks import hookimpl
from plugins.outcome.exam_only import ExamMark, ExamOnly
from plugins.outcome.exam_passed_and_study import ExamPassedAndStudy
from plugins.outcome.joined import AllOf, AnyOf, Conditions
from plugins.outcome.study_only import StudyOnly
from plugins.outcome.weighted_sum import WeightedSum


@hookimpl
def outcome_formulas() -> list[type[Formula]]:
    """Offer study alone, exam alone, both, a weighted sum, a condition, and ways to join them."""
    return [StudyOnly, ExamOnly, ExamMark, ExamPassedAndStudy, WeightedSum, Conditions, AllOf, AnyOf]
