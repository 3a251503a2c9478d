"""What a scenario expects of verdicts: the year's, an exam's gate, attempts, exemption, audience, certificate, study."""

from collections.abc import Iterator
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from core.decisions.audience import served
from core.decisions.balance import converted, latest_start
from core.decisions.case import Case
from core.decisions.certificates import Certificate, Printer
from core.decisions.certifying import Asked, may_have
from core.decisions.exam_entry import may_start
from core.decisions.exam_results import attempts_left
from core.decisions.exempting import approvals_needed, exemption_of, may_apply
from core.decisions.records import Note, record
from core.decisions.rounding import half_up, plain
from core.decisions.standing import outcome
from core.decisions.studying import study_verdict
from core.decisions.values import Line, Verdict
from core.scenarios.given import YesNo
from core.scenarios.scene import Scene, articles, differing, yes


def refusals(expected: tuple[str, ...] | None, verdict: Verdict) -> Iterator[str]:
    """Yield a sentence when the articles of the failing lines are not exactly those expected."""
    if expected is not None:
        found = set(articles(verdict.failing))
        yield from differing("fails", sorted(expected), sorted(found))


def uncited(expected: tuple[str, ...], lines: tuple[Line, ...]) -> Iterator[str]:
    """Yield a sentence for each article that should be cited and is not."""
    found = articles(lines)
    for article in expected:
        if article not in found:
            yield f"cites: expected {article}, found [{', '.join(found)}]"


@record
class VerdictIs:
    """The year's verdict; a bare word is its state."""

    shorthand: ClassVar[str] = "state"

    state: Annotated[str | None, Note("state")] = None
    grade: Annotated[str | None, Note("grade; empty for none")] = None
    score: Annotated[str | None, Note("year score as shown")] = None
    final: Annotated[YesNo | None, Note("whether nothing can change it any more")] = None
    consequence: Annotated[str | None, Note("words that the consequence contains")] = None
    cites: Annotated[tuple[str, ...], Note("articles that the receipt cites")] = ()
    at: Annotated[datetime | None, Note("instant; the scenario's when left out")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        found = outcome(scene.case(self.at))
        decimals = scene.rules.outcome.decimals
        score = None if found.score is None else plain(half_up(found.score, decimals))
        yield from differing("state", self.state, found.state)
        yield from differing("grade", self.grade, found.grade)
        yield from differing("score", self.score, score)
        yield from differing("final", self.final, yes(found.final))
        if self.consequence is not None and self.consequence not in found.consequence:
            yield f"consequence: expected {self.consequence}, found {found.consequence or 'nothing'}"
        yield from uncited(self.cites, found.lines)


@record
class GateIs:
    """Whether an exam may be started, and by which articles not; a bare yes or no is the answer."""

    shorthand: ClassVar[str] = "may_start"

    may_start: Annotated[YesNo, Note("whether it may be started")]
    fails: Annotated[tuple[str, ...] | None, Note("articles of the conditions not met, all of them")] = None
    cites: Annotated[tuple[str, ...], Note("articles that the answer cites")] = ()
    too_late: Annotated[YesNo | None, Note("whether a no is for good")] = None
    exam: Annotated[str, Note("the exam; the scenario's when left out")] = ""
    room: Annotated[str, Note("named room")] = ""
    at: Annotated[datetime | None, Note("instant; the scenario's when left out")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        found = may_start(scene.case(self.at, self.exam), self.room)
        yield from differing("may_start", self.may_start, yes(found.met))
        yield from refusals(self.fails, found)
        yield from uncited(self.cites, found.lines)
        yield from differing("too_late", self.too_late, yes(found.too_late))


@record
class AttemptsAre:
    """How many attempts are left; a bare figure or "unlimited"."""

    shorthand: ClassVar[str] = "left"

    left: Annotated[int | Literal["unlimited"], Note("attempts left")]
    exam: Annotated[str, Note("the exam; the scenario's when left out")] = ""

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        case = scene.case(exam=self.exam)
        left = attempts_left(case, case.exam)
        yield from differing("left", self.left, "unlimited" if left is None else left)


@record
class ExemptionIs:
    """Whether a reason applies by the record, and what is on file."""

    reason: Annotated[str, Note("the reason; the one on file when left out")] = ""
    applies: Annotated[YesNo | None, Note("whether the record bears it out")] = None
    approval: Annotated[tuple[str, ...] | None, Note("who approves, in order")] = None
    evidence: Annotated[YesNo | None, Note("whether evidence is kept")] = None
    is_: Annotated[
        Literal["exempt", "revoked", "pending", "none"] | None, Note("what the file adds up to", key="is")
    ] = None
    cites: Annotated[tuple[str, ...], Note("articles that the answer cites")] = ()
    at: Annotated[datetime | None, Note("instant; the scenario's when left out")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        case = scene.case(self.at)
        found = exemption_of(case)
        yield from differing("is", self.is_, found.state)
        reason = self.reason or found.reason
        if reason:
            verdict = may_apply(case, reason)
            yield from differing("applies", self.applies, yes(verdict.met))
            yield from uncited(self.cites, (*verdict.lines, *found.lines))
        elif self.applies == "yes":
            yield "applies: no reason is named and none is on file"
        yield from self._handling(case, reason)

    def _handling(self, case: Case, reason: str) -> Iterator[str]:
        rules = case.rules.exemptions
        if rules is None or reason not in rules.reasons:
            if self.approval is not None or self.evidence is not None:
                yield f"reason: the year's rules know no {reason or 'reason'}"
            return
        yield from differing("approval", self.approval, approvals_needed(case, reason))
        yield from differing("evidence", self.evidence, yes(rules.reasons[reason].evidence))


@record
class AudienceIs:
    """Whether the learner takes part; a bare yes or no."""

    shorthand: ClassVar[str] = "takes_part"

    takes_part: Annotated[YesNo, Note("whether the learner takes part")]
    cites: Annotated[tuple[str, ...], Note("articles that the answer cites")] = ()

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        found = served(scene.case())
        yield from differing("takes_part", self.takes_part, yes(found.met))
        yield from uncited(self.cites, found.lines)


@record
class CertificateIs:
    """Whether a certificate may be had and printed, and a certificate's number."""

    shorthand: ClassVar[str] = "may_print"

    may_print: Annotated[YesNo | None, Note("whether it may be printed")] = None
    by: Annotated[Printer, Note("who asks for it")] = "learner"
    serial: Annotated[int | None, Note("serial of the number asked for")] = None
    unit: Annotated[str, Note("unit in the number")] = ""
    number: Annotated[str | None, Note("the number")] = None
    kept_by_unit: Annotated[YesNo | None, Note("whether the unit collects it")] = None
    cites: Annotated[tuple[str, ...], Note("articles that the answer cites")] = ()
    at: Annotated[datetime | None, Note("instant; the scenario's when left out")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        case = scene.case(self.at)
        found = may_have(case, outcome(case), Asked(by=self.by))
        yield from differing("may_print", self.may_print, yes(found.met))
        yield from uncited(self.cites, found.lines)
        rule = scene.rules.certificate
        if rule is not None:
            yield from differing("kept_by_unit", self.kept_by_unit, yes(rule.kept_by_unit))
            yield from self._numbering(rule, scene.rules.year)

    def _numbering(self, rule: Certificate, year: int) -> Iterator[str]:
        if self.serial is not None:
            yield from differing("number", self.number, rule.number.number(year, self.serial, self.unit))


@record
class StudyIs:
    """What study adds up to; a bare yes or no says whether it is done."""

    shorthand: ClassVar[str] = "done"

    done: Annotated[YesNo | None, Note("whether everything that study must show is there")] = None
    total: Annotated[Decimal | None, Note("what counts in all")] = None
    missing: Annotated[Decimal | None, Note("what is missing")] = None
    counted: Annotated[dict[str, Decimal], Note("what counts of each bucket")] = field(default_factory=dict)
    lacks: Annotated[dict[str, Decimal], Note("what each bucket lacks of its own minimum")] = field(
        default_factory=dict
    )
    shown: Annotated[str | None, Note("the total in the second unit: 30 class_hours")] = None
    latest_start: Annotated[date | None, Note("last day on which the rest can be begun")] = None
    by: Annotated[date | None, Note("the day by whose end; the scenario's when left out")] = None

    def faults(self, scene: Scene) -> Iterator[str]:
        """Yield what differs."""
        case, study = scene.case(), scene.rules.study
        balance = case.balance if self.by is None else case.balance_on(self.by)
        yield from differing("done", self.done, yes(study_verdict(case, self.by).met))
        if study is None or balance is None:
            return
        yield from differing("total", self.total, balance.total)
        yield from differing("missing", self.missing, balance.missing)
        for bucket, amount in self.counted.items():
            yield from differing(f"counted.{bucket}", amount, balance.counted(bucket))
        for bucket, amount in self.lacks.items():
            yield from differing(f"lacks.{bucket}", amount, balance.share(bucket).missing)
        second = converted(study, balance.total)
        yield from differing("shown", self.shown, f"{plain(second.amount)} {second.unit}" if second else None)
        yield from differing("latest_start", self.latest_start, latest_start(study, balance.missing))
