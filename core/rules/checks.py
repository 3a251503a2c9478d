"""What no single value can show: figures of one record, and of one year, that contradict each other.

A record or part of a plug-in adds its own by a method ``problems() -> list[Text]``.
"""

from collections.abc import Callable, Iterator
from datetime import UTC
from decimal import Decimal
from typing import Any

from core.decisions.accounts import Freeze, PasswordPolicy
from core.decisions.charges import WorkingDays
from core.decisions.credit import Bucket, Study, Target
from core.decisions.outcome import STATES, OutcomeRule
from core.decisions.papers import Blueprint, Section
from core.decisions.participation import DEEDS
from core.decisions.records import Period
from core.decisions.values import Text, say
from core.decisions.year import Exam, YearRules

Problem = tuple[tuple[str, ...], Text]
"""The keys from the record down to what is wrong, and a sentence."""


def problems_of(value: Any) -> dict[str, Any]:
    """Return what contradicts itself in a record or part, as messages nested by key; empty when all is well."""
    found: list[Problem] = [((), text) for text in getattr(value, "problems", list)()]
    found += CHECKS.get(type(value), lambda _: iter(()))(value)
    messages: dict[str, Any] = {}
    for path, text in found:
        _put(messages, path, text)
    return messages


def _put(messages: dict[str, Any], path: tuple[str, ...], text: Text) -> None:
    for key in path:
        messages = messages.setdefault(key, {})
    messages.setdefault("_schema", []).append(text)


def _period(period: Period) -> Iterator[Problem]:
    if period.first > period.last:
        yield (), say("it ends ({last}) before it begins ({first})", first=period.first, last=period.last)
    elif period.first == period.last and period.begin(UTC) >= period.end(UTC):
        yield (), say("its only day closes before it opens")


def _freeze(freeze: Freeze) -> Iterator[Problem]:
    if freeze.period is None and not freeze.since:
        yield (), say("a freeze needs a period or an event that it begins with (since)")


def _password(policy: PasswordPolicy) -> Iterator[Problem]:
    if policy.at_least > policy.at_most:
        yield ("at_least",), say("the least length is greater than the greatest")
    missing = sorted(set(policy.needs) - set(policy.only or policy.needs))
    if missing:
        yield ("only",), say("{kinds} are needed but not allowed", kinds=", ".join(missing))


def _working_days(days: WorkingDays) -> Iterator[Problem]:
    if days.least > days.most:
        yield (), say("the earliest day lies after the latest")


def _bucket(bucket: Bucket) -> Iterator[Problem]:
    if bucket.at_most is not None and bucket.at_least > bucket.at_most:
        yield ("at_least",), say("more is needed of this bucket than may count")


def _target(target: Target) -> Iterator[Problem]:
    least = sum((bucket.at_least for bucket in target.buckets.values()), Decimal(0))
    if least > target.total:
        yield (
            ("buckets",),
            say(
                "the buckets need {least} together, more than the total of {total}",
                least=least,
                total=target.total,
            ),
        )
    mosts = [bucket.at_most for bucket in target.buckets.values()]
    most = sum((most for most in mosts if most is not None), Decimal(0))
    if mosts and None not in mosts and most < target.total:
        yield (
            ("buckets",),
            say(
                "the buckets allow {most} together, less than the total of {total}",
                most=most,
                total=target.total,
            ),
        )


def _study(study: Study) -> Iterator[Problem]:
    for bucket in study.target.buckets if study.target else {}:
        if bucket in study.ignored:
            yield ("target", "buckets", bucket), say("this bucket is ignored and cannot be needed as well")


def _blueprint(blueprint: Blueprint) -> Iterator[Problem]:
    papers = {("by_tier", tier): sections for tier, sections in blueprint.by_tier.items()}
    for path, sections in [(("sections",), blueprint.sections), *papers.items()]:
        marks = _marks(sections)
        if sections and marks != blueprint.full_mark:
            yield (
                path,
                say(
                    "the marks add up to {marks}, not to the full mark of {full}",
                    marks=marks,
                    full=blueprint.full_mark,
                ),
            )
    if not (blueprint.sections or blueprint.by_tier or blueprint.fixed):
        yield (), say("a blueprint needs sections, papers by tier or fixed papers")


def _marks(sections: tuple[Section, ...]) -> Decimal:
    return sum((section.count * section.mark for section in sections), Decimal(0))


def _exam(exam: Exam) -> Iterator[Problem]:
    if exam.pass_mark is not None and exam.pass_mark > exam.full_mark:
        yield ("pass_mark",), say("the pass mark is higher than the full mark of {full}", full=exam.full_mark)
    if exam.blueprint and exam.blueprint.full_mark != exam.full_mark:
        yield (
            ("blueprint",),
            say(
                "its papers have a full mark of {paper}, the exam of {full}",
                paper=exam.blueprint.full_mark,
                full=exam.full_mark,
            ),
        )


def _outcome(outcome: OutcomeRule) -> Iterator[Problem]:
    marks = [grade.at_least for grade in outcome.grades]
    if marks != sorted(set(marks), reverse=True):
        yield ("grades",), say("grades must stand from the best down, each with a lower score")
    known = {*STATES, *outcome.states}
    for name, state in outcome.states.items():
        for other in sorted(set(state.instead_of) - known):
            yield ("states", name, "instead_of"), say('there is no state "{state}"', state=other)


def _year(rules: YearRules) -> Iterator[Problem]:
    if not rules.documents:
        yield ("documents",), say("at least one document must be listed")
    if not rules.period.first.year <= rules.year <= rules.period.last.year:
        yield ("period",), say("the period lies outside the year {year}", year=str(rules.year))
    yield from _windows(rules)
    yield from _mocks(rules)
    yield from _names(rules)
    yield from _states(rules)


def _windows(rules: YearRules) -> Iterator[Problem]:
    if rules.study:
        yield from _inside(rules, rules.study.period, ("study", "period"))
    if rules.accounts.registration:
        yield from _inside(rules, rules.accounts.registration.period, ("accounts", "registration", "period"))
    for name, exam in rules.exams.items():
        spans = exam.plan.spans()
        for span in spans:
            yield from ((("exams", name, "plan"), text) for _, text in _period(span))
        for span in spans if not exam.makeup_of else ():
            yield from _inside(rules, span, ("exams", name, "plan"))
        booking = exam.booking.period if exam.booking else None
        if booking and spans and booking.first > max(span.last for span in spans):
            yield ("exams", name, "booking", "period"), say("booking begins after the exam's last day")


def _inside(rules: YearRules, inner: Period, path: tuple[str, ...]) -> Iterator[Problem]:
    if not inner.within(rules.period):
        yield (
            path,
            say(
                "{first} to {last} does not lie inside the year's period, {begin} to {end}",
                first=inner.first,
                last=inner.last,
                begin=rules.period.first,
                end=rules.period.last,
            ),
        )


def _mocks(rules: YearRules) -> Iterator[Problem]:
    if rules.mocks is not None and rules.mocks.allowed:
        return
    for name, exam in rules.exams.items():
        if exam.kind == "mock":
            yield ("exams", name, "kind"), say("mock exams are not allowed here: see mocks.allowed")


def _names(rules: YearRules) -> Iterator[Problem]:
    cohorts = {*rules.cohorts.precedence, rules.cohorts.otherwise} if rules.cohorts else set()
    for name, exam in rules.exams.items():
        if exam.cohort and exam.cohort not in cohorts:
            yield ("exams", name, "cohort"), say('there is no cohort "{cohort}"', cohort=exam.cohort)
        for other in exam.makeup_of:
            if other not in rules.exams or other == name:
                yield ("exams", name, "makeup_of"), say('there is no other exam "{exam}"', exam=other)
    if rules.outcome.grades_by not in {"score", *rules.exams}:
        yield (
            ("outcome", "grades_by"),
            say('"{found}" is neither score nor an exam', found=rules.outcome.grades_by),
        )


def _states(rules: YearRules) -> Iterator[Problem]:
    known = {*STATES, *rules.outcome.states}
    used = {("certificate", "states"): rules.certificate.states if rules.certificate else ()}
    if rules.exemptions:
        used["exemptions", "revoked"] = (rules.exemptions.revoked,)
    for name, rate in (rules.reports.rates if rules.reports else {}).items():
        counted = (one for one in rate.of if one not in DEEDS)
        used["reports", "rates", name] = (*rate.over, *counted)  # type: ignore[index]  # longer paths
    for path, states in used.items():
        for state in states:
            if state not in known:
                yield path, say('there is no state "{state}"', state=state)


CHECKS: dict[type[Any], Callable[[Any], Iterator[Problem]]] = {
    Period: _period,
    Freeze: _freeze,
    PasswordPolicy: _password,
    WorkingDays: _working_days,
    Bucket: _bucket,
    Target: _target,
    Study: _study,
    Blueprint: _blueprint,
    Exam: _exam,
    OutcomeRule: _outcome,
    YearRules: _year,
}
