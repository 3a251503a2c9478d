"""Formulas joined: all of them, or any of them."""

from typing import Annotated

from core.decisions.case import Case
from core.decisions.eligibility import Check
from core.decisions.outcome import Formula, Judgement
from core.decisions.records import Note, part
from core.decisions.values import NOWHERE, Cite


@part
class AllOf(Formula):
    """Every one of these formulas passes; the score is the first that has one."""

    shorthand = "of"

    of: Annotated[tuple[Formula, ...], Note("the formulas")]
    cite: Cite = NOWHERE

    def judge(self, case: Case) -> Judgement:
        """Return all judgements joined."""
        judged = [formula.judge(case) for formula in self.of]
        passed = all(judgement.passed for judgement in judged)
        return _joined(judged, passed, is_open=all(j.passed or j.open for j in judged))


@part
class AnyOf(Formula):
    """One of these formulas passes; the score is the first that has one."""

    shorthand = "of"

    of: Annotated[tuple[Formula, ...], Note("the formulas")]
    cite: Cite = NOWHERE

    def judge(self, case: Case) -> Judgement:
        """Return the first judgement that passes, or all joined."""
        judged = [formula.judge(case) for formula in self.of]
        passing = next((judgement for judgement in judged if judgement.passed), None)
        return passing or _joined(judged, passed=False, is_open=any(j.open for j in judged))


@part
class Conditions(Formula):
    """The year is passed when a condition holds: hours and sessions and exercises, without a score."""

    shorthand = "check"

    check: Annotated[Check, Note("the condition")]
    cite: Cite = NOWHERE

    def judge(self, case: Case) -> Judgement:
        """Return the condition's verdict as the year's result."""
        verdict = self.check.check(case)
        is_open = not verdict.met and not verdict.too_late
        return Judgement(passed=verdict.met, lines=verdict.lines, open=is_open, advice=verdict.advice)


def _joined(judged: list[Judgement], passed: bool, *, is_open: bool) -> Judgement:  # noqa: FBT001
    return Judgement(
        passed=passed,
        lines=tuple(line for judgement in judged for line in judgement.lines),
        score=next((j.score for j in judged if j.score is not None), None),
        open=is_open and not passed,
        advice=tuple(text for judgement in judged if not judgement.passed for text in judgement.advice),
    )
