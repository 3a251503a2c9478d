"""May this learner have a certificate of the year now, and why not?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from core.decisions.case import Case
from core.decisions.certificates import Certificate, Printer
from core.decisions.outcome import Outcome
from core.decisions.values import Cite, Line, Value, Verdict, Word, both, say

ITEM = say("Certificate")
RESULT = say("Result of the year")
EARNS = say("this result earns a certificate")
MAY_CHANGE = say("the result may still change; a certificate is given for a final one")
REVOKED = say("an earlier certificate of this year was revoked; an administrator decides on a new one")
NO_RESULT = frozenset({"deactivated", "not_assessed"})
"""States that say something of the person as of now, and nothing of how the year was passed."""
NO_SHAPE = say("the certificate's font has no shape for these characters, and nothing is printed blank")
ASK_ADMINISTRATOR = say("Ask your unit's administrator.")
REPORT_NAME = say("Ask your unit's administrator to report the characters to the platform.")


class Result(NamedTuple):
    """What a certificate is issued for: the standing's state, grade and exact score."""

    state: str
    grade: str
    score: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks for a certificate, and what is known besides the case."""

    by: Printer = "learner"
    revoked: date | None = None
    """The day on which the learner's last certificate of the year was revoked by an administrator."""
    unprintable: str = ""
    """The characters of what it would say for which the certificate's font has no shape."""
    anew: bool = False
    """Whether an administrator decides on a new one after a revocation."""


BY_LEARNER = Asked()


def may_have(case: Case, found: Outcome, asked: Asked = BY_LEARNER) -> Verdict:
    """Return whether a certificate may be issued or printed at ``case.at`` for this outcome of the case."""
    rule = case.rules.certificate
    if rule is None:
        return Verdict(False, (_none_provided(case),), too_late=True)
    verdicts = (
        _earned(rule, found),
        _in_period(case, rule),
        _by(rule, asked.by),
        _not_revoked(rule, asked),
        _printable(rule, asked.unprintable),
    )
    return both(verdicts)


def earns(case: Case, found: Outcome) -> bool:
    """Tell whether a result earns a certificate, whenever and by whomever it may be printed."""
    rule = case.rules.certificate
    return rule is not None and _earned(rule, found).met


def same_result(issued: Result, found: Result) -> bool:
    """Tell whether a later judgement leaves standing what a certificate was issued for."""
    return found.state in NO_RESULT or found == issued


def _none_provided(case: Case) -> Line:
    because = say("the notice provides for no certificate")
    why = case.rules.not_applicable.get("certificate")
    document = next(iter(case.rules.documents.values()))
    cite = Cite(document=document.number, place=case.rules.place)
    return Line(ITEM, why, because, cite, None, False)


def _earned(rule: Certificate, found: Outcome) -> Verdict:
    result, needed = Word(found.grade or found.state), _any_of(rule.states)
    if found.state not in rule.states:
        line = Line(RESULT, result, EARNS, rule.cite, needed, False)
        return Verdict(False, (line,), () if found.final else found.advice, too_late=found.final)
    line = Line(RESULT, result, EARNS if found.final else MAY_CHANGE, rule.cite, needed, found.final)
    return Verdict(found.final, (line,))


def _any_of(states: tuple[str, ...]) -> Value:
    needed: Value = Word(states[0])
    for state in states[1:]:
        needed = say("{one} or {other}", one=needed, other=Word(state))
    return needed


def _in_period(case: Case, rule: Certificate) -> Verdict:
    period = rule.period
    if period is None:
        return Verdict(True, ())
    because = say("it may be printed from {first} to {last}", first=period.first, last=period.last)
    inside = period.holds(case.at, case.zone)
    line = Line(say("Printing period"), case.today, because, period.cite, None, inside)
    early = case.at < period.begin(case.zone)
    advice = (say("Come back from {day} on.", day=period.first),) if early else ()
    return Verdict(inside, (line,), advice, too_late=not inside and not early)


def _by(rule: Certificate, by: Printer) -> Verdict:
    if by in rule.by:
        return Verdict(True, ())
    because = say("it is printed by the {printer}", printer=Word(rule.by[0]))
    advice = (ASK_ADMINISTRATOR,) if by == "learner" else ()
    return Verdict(False, (Line(say("Who prints it"), Word(by), because, rule.cite, None, False),), advice)


def _not_revoked(rule: Certificate, asked: Asked) -> Verdict:
    if asked.revoked is None or asked.anew:
        return Verdict(True, ())
    line = Line(say("Revoked on"), asked.revoked, REVOKED, rule.cite, None, False)
    return Verdict(False, (line,), (ASK_ADMINISTRATOR,))


def _printable(rule: Certificate, unprintable: str) -> Verdict:
    if not unprintable:
        return Verdict(True, ())
    shown = " ".join(f"{sign} (U+{ord(sign):04X})" for sign in unprintable)
    line = Line(say("Characters"), shown, NO_SHAPE, rule.cite, None, False)
    return Verdict(False, (line,), (REPORT_NAME,))
