"""Is this learner exempt this year, by what reason and through whose approval?"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from core.decisions.case import Case
from core.decisions.exemptions import Exemption
from core.decisions.facts import ExemptionRecord
from core.decisions.values import Line, Text, Verdict, Word, both, say

ITEM = say("Exemption")
BY_ITSELF = say("this reason applies by itself, without an application")
APPROVED = say("approved by everybody who has to approve it")
REVOKED = say("the exemption was revoked, so the year counts as not taken part")
NOT_BORNE_OUT = say("approved, but the record does not bear the reason out")
NO_EVIDENCE = say("the evidence for this reason is not on file")
NOT_ALLOWED = say("this year's rules know no such reason")
ENDED = say("the exemption was approved until {day}; study and exam of the year are required again")
RESULT = say("Result of the year")
PASSED = say("the year is passed already; nobody who has passed is exempted from it")

State = Literal["exempt", "revoked", "pending", "none"]


@dataclass(frozen=True, slots=True)
class Exempting:
    """Whether and why a learner is exempt; ``lines`` explain also what is on file and does not suffice."""

    state: State
    lines: tuple[Line, ...] = ()
    reason: str = ""
    needs_study: bool = False


NOT_EXEMPT = Exempting("none")


def exemption_of(case: Case) -> Exempting:
    """Return the exemption: a good one on file, else a revoked one, else one that applies by itself."""
    rules = case.rules.exemptions
    if rules is None:
        return NOT_EXEMPT
    found = [_on_file(case, record) for record in case.facts.exemptions]
    for state in ("exempt", "revoked"):
        held = [exempting for exempting in found if exempting.state == state]
        if held:
            return held[-1]
    revoked = {r.reason for r in case.facts.exemptions if r.state == "revoked"}
    for reason, rule in rules.reasons.items():
        if not rule.approval and reason not in revoked:
            verdict = rule.when.applies(case)
            if verdict.met:
                line = Line(ITEM, Word(reason), BY_ITSELF, rule.cite, None, True)
                return Exempting("exempt", (line, *verdict.lines), reason, rule.needs_study)
    return found[-1] if found else NOT_EXEMPT


def may_apply(case: Case, reason: str) -> Verdict:
    """Return whether an exemption for this reason may be applied for now, by record and period."""
    rules = case.rules.exemptions
    rule = rules.reasons.get(reason) if rules else None
    if rules is None or rule is None:
        return Verdict(False, (Line(ITEM, Word(reason), NOT_ALLOWED, case.rules.outcome.cite, None, False),))
    return both((rule.when.applies(case), _in_period(case)))


def may_be_exempted(case: Case, reason: str) -> Verdict:
    """Return whether this reason may be applied for now by a learner with this year behind them: not after passing."""
    if not case.rules.outcome.formula.judge(case).passed:
        return may_apply(case, reason)
    passed = Line(RESULT, Word("passed"), PASSED, case.rules.outcome.cite, None, False)
    return both((may_apply(case, reason), Verdict(False, (passed,))))


def revoked_case(case: Case, reason: str) -> Case:
    """Return the case as it would be if the approved exemption for this reason were revoked today."""
    records = tuple(
        replace(one, state="revoked") if (one.reason, one.state) == (reason, "approved") else one
        for one in case.facts.exemptions
    )
    return replace(case, facts=replace(case.facts, exemptions=records))


def approvals_needed(case: Case, reason: str) -> tuple[str, ...]:
    """Return who has to approve this reason, in order; empty where it applies by itself or the rules do not know it."""
    rules = case.rules.exemptions
    rule = rules.reasons.get(reason) if rules else None
    return rule.approval if rule else ()


def _on_file(case: Case, record: ExemptionRecord) -> Exempting:
    rules = case.rules.exemptions
    rule = rules.reasons.get(record.reason) if rules else None
    if rules is None or rule is None:
        line = Line(ITEM, Word(record.reason), NOT_ALLOWED, case.rules.outcome.cite, None, False)
        return Exempting("none", (line,), record.reason)
    if record.state == "revoked":
        line = Line(ITEM, Word(record.reason), REVOKED, rules.cite, None, False)
        return Exempting("revoked", (line,), record.reason)
    if record.state == "approved" and record.approvals >= len(rule.approval):
        return _approved(case, record, rule)
    return _waiting(record, rule)


def has_ended(case: Case, until: date | None) -> bool:
    """Tell whether an exemption that was approved up to a day is over; one up to the year's end counts for the year."""
    return until is not None and until < min(case.today, case.rules.period.last)


def _approved(case: Case, record: ExemptionRecord, rule: Exemption) -> Exempting:
    reason = Word(record.reason)
    if record.until is not None and has_ended(case, record.until):
        because = Text(ENDED.message, {"day": record.until})
        return Exempting("none", (Line(ITEM, reason, because, rule.cite, None, False),), record.reason)
    if rule.evidence and not record.evidence:
        return Exempting("pending", (Line(ITEM, reason, NO_EVIDENCE, rule.cite, None, False),), record.reason)
    verdict = rule.when.applies(case)
    if not verdict.met and not rule.when.lasting:
        line = Line(ITEM, reason, NOT_BORNE_OUT, rule.cite, None, False)
        return Exempting("none", (line, *verdict.lines), record.reason)
    lines = (Line(ITEM, reason, APPROVED, rule.cite, None, True), *(verdict.lines if verdict.met else ()))
    return Exempting("exempt", lines, record.reason, rule.needs_study)


def _waiting(record: ExemptionRecord, rule: Exemption) -> Exempting:
    if record.state == "refused":
        because: Text = say("the application was refused")
    elif record.state == "returned":
        because = say("the application was returned because something is missing")
    else:
        because = say(
            "{given} of {needed} approvals are given", given=record.approvals, needed=len(rule.approval)
        )
    state: State = "none" if record.state == "refused" else "pending"
    return Exempting(
        state, (Line(ITEM, Word(record.reason), because, rule.cite, None, False),), record.reason
    )


def _in_period(case: Case) -> Verdict:
    period = case.rules.exemptions.period if case.rules.exemptions else None
    if period is None:
        return Verdict(True, ())
    because = say("applications are taken from {first} to {last}", first=period.first, last=period.last)
    inside = period.holds(case.at, case.zone)
    return Verdict(
        inside,
        (Line(say("Day of application"), case.today, because, period.cite, None, inside),),
        too_late=case.at >= period.end(case.zone),
    )
