"""A small world of rules: a few parts, one complete year, and ways to change it."""

import textwrap
from collections.abc import Iterator
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from typing import Annotated

import pytest

from core.decisions.accounts import LoginKey, LoginProvider, NumberScheme
from core.decisions.case import Case
from core.decisions.certificates import CertificateScheme
from core.decisions.credit import CreditRule, Event
from core.decisions.eligibility import Check
from core.decisions.outcome import Formula, Judgement
from core.decisions.records import Note, Parts, Percent, Period, TimeOfDay, instant, part
from core.decisions.slots import Sitting, SlotPlan
from core.decisions.values import NOWHERE, Cite, Text, Verdict, say
from core.decisions.year import YearRules
from core.rules.errors import RulesInvalid
from core.rules.loader import Bundle, load_year

YEAR = """\
year: 2024
cite: 一
period: {from: 2024-01-01, to: 2024-12-31}
documents:
  main: {number: 测发〔2024〕1号, title: 关于学法考试的通知}
  guide: {number: 测发〔2024〕2号, title: 操作指南}
  heard: {number: 测发〔2016〕3号, title: 旧办法, via: true}
audience: {employment: [serving]}
accounts:
  login: [by_account]
  number: as_given
  password: {at_least: 6, at_most: 12, needs: [letters, digits], cite: guide/附件4}
study:
  unit: points
  period: {from: 2024-02-01, to: 2024-11-30, cite: 三（1）}
  credit: [{per_minute: {points: 0.1}}]
  presence: {heartbeat_seconds: 60, idle_minutes: 5, assumed: the notice gives no figure}
  target: {total: 3000, buckets: {required: {at_least: 2000}}, cite: 三（2）}
exams:
  unified:
    title: 统一考试
    cite: 三（3）
    plan: {window: {days: {from: 2024-09-10, to: 2024-09-30}, hours: ["08:30", "24:00"]}}
    pass_mark: 60
    attempts: {most: 8}
outcome:
  formula: {weighted: {study: 50%, exam: 50%}, cite: 三（4）}
  grades: [{name: excellent, at_least: 90}, {name: pass, at_least: 60}]
"""


@part
class ByAccount(LoginProvider):
    """Takes what is typed as the account number."""

    cite: Cite = NOWHERE

    def key(self, typed: str) -> LoginKey | None:
        return LoginKey("account", typed)

    def label(self) -> Text:
        return say("account")


@part
class BySerial(CertificateScheme):
    """The serial is the number."""

    cite: Cite = NOWHERE

    def number(self, year: int, serial: int, unit: str) -> str:
        return str(serial)


@part
class AsGiven(NumberScheme):
    """Takes numbers as they come."""

    cite: Cite = NOWHERE

    def check(self, number: str, unit_range: str) -> Verdict:
        return Verdict(met=number.startswith(unit_range), lines=())

    def issue(self, unit_range: str, serial: int) -> str | None:
        return None


@part
class PerMinute(CreditRule):
    """So many points a minute."""

    points: Annotated[Decimal, Note("points")]
    cite: Cite = NOWHERE

    def credit(self, event: Event) -> Decimal | None:
        return event.amount * self.points


@part
class Window(SlotPlan):
    """A window with hours."""

    days: Annotated[Period, Note("days", narrower="within")]
    hours: Annotated[tuple[TimeOfDay, ...], Note("hours")] = ()
    cite: Cite = NOWHERE

    def sittings(self, zone: tzinfo) -> Iterator[Sitting]:
        opens, closes = self.days.begin(zone), self.days.end(zone)
        yield Sitting(opens=opens, closes=closes, latest_start=closes)

    def spans(self) -> tuple[Period, ...]:
        return (self.days,)


@part
class OneDay(SlotPlan):
    """One day."""

    day: Annotated[date, Note("day")]
    cite: Cite = NOWHERE

    def sittings(self, zone: tzinfo) -> Iterator[Sitting]:
        opens = instant(self.day, timedelta(0), zone)
        yield Sitting(opens=opens, closes=opens, latest_start=opens)

    def spans(self) -> tuple[Period, ...]:
        return (Period(first=self.day, last=self.day),)


@part
class Weighted(Formula):
    """A weighted sum."""

    study: Annotated[Percent, Note("share of study")]
    exam: Annotated[Percent, Note("share of the exam")]
    cite: Cite = NOWHERE

    def judge(self, case: Case) -> Judgement:
        return Judgement(passed=True, lines=())

    def problems(self) -> list[Text]:
        return [] if self.study + self.exam == 1 else [say("the shares do not make 100%")]


@part
class AllOf(Check):
    """All of several."""

    shorthand = "of"
    of: Annotated[tuple[Check, ...], Note("checks")]
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        return Verdict(met=True, lines=())


@part
class StudyDone(Check):
    """Study done so many days before."""

    days_before: Annotated[int, Note("days before")] = 0
    cite: Cite = NOWHERE

    def check(self, case: Case) -> Verdict:
        return Verdict(met=True, lines=())


PARTS: Parts = {
    LoginProvider: {"by_account": ByAccount},
    NumberScheme: {"as_given": AsGiven},
    CertificateScheme: {"by_serial": BySerial},
    CreditRule: {"per_minute": PerMinute},
    SlotPlan: {"window": Window, "one_day": OneDay},
    Formula: {"weighted": Weighted},
    Check: {"all_of": AllOf, "study_done": StudyDone},
}


def bundle(place: str = "here", **files: str) -> Bundle:
    """Rule files by name: ``y2024`` is 2024.yaml, ``y2024_more`` is 2024-more.yaml."""
    named = {f"{name[1:].replace('_', '-')}.yaml": textwrap.dedent(text) for name, text in files.items()}
    return Bundle(place, {name: text.encode() for name, text in named.items()}, place)


def year(*bundles: Bundle, on: date | None = None, parts: Parts = PARTS) -> YearRules:
    return load_year(bundles, 2024, on, parts)


def changed(old: str, new: str, text: str = YEAR) -> str:
    assert old in text
    return text.replace(old, new)


def refused(*files: Bundle | str, on: date | None = None, parts: Parts = PARTS) -> str:
    """Load a year that must be refused and return what was said."""
    made = [item if isinstance(item, Bundle) else bundle(y2024=item) for item in files]
    with pytest.raises(RulesInvalid) as caught:
        year(*made, on=on, parts=parts)
    return str(caught.value)
