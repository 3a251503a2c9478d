"""What does the ledger add up to under this year's target, and what is missing?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from operator import attrgetter

from core.decisions.credit import Bucket, Study, Target
from core.decisions.facts import DayTotal
from core.decisions.values import NOWHERE, Cite, Line, Quantity, Text, Word, say

ZERO = Decimal(0)
HUNDRED = Decimal(100)
DAY = attrgetter("day")
FREE = Bucket()
ALL_STUDY = say("Study in all")
SUMMED = say("the sum of everything that counts")
LOWERED = say("a lower target holds for this category of people")
NEVER_COUNTS = say("recorded, but it never counts towards the target")
NOTHING_NEEDED = say("no amount of study is required")


@dataclass(frozen=True, slots=True)
class Share:
    """What one bucket earned, what of it counts, and what it lacks."""

    bucket: str
    earned: Decimal
    counted: Decimal
    rule: Bucket
    least: Decimal
    ignored: bool = False

    @property
    def missing(self) -> Decimal:
        """What the bucket's own minimum lacks."""
        return max(ZERO, self.least - self.counted)


@dataclass(frozen=True, slots=True)
class Balance:
    """The ledger folded under the target: what counts, what is needed, what is missing."""

    unit: str
    total: Decimal
    target: Decimal | None
    shares: tuple[Share, ...]
    missing: Decimal
    cite: Cite = NOWHERE
    lowered: bool = False

    @property
    def met(self) -> bool:
        """Whether nothing is missing; True where nothing is required."""
        return not self.missing

    def share(self, bucket: str) -> Share:
        """Return one bucket's share; an empty one when nothing is known of it."""
        for share in self.shares:
            if share.bucket == bucket:
                return share
        return Share(bucket, ZERO, ZERO, FREE, ZERO)

    def counted(self, bucket: str) -> Decimal:
        """Return what counts of one bucket."""
        return self.share(bucket).counted

    def lines(self) -> tuple[Line, ...]:
        """Return the receipt: the total, then every bucket that a rule treats in its own way."""
        return (
            self._total_line(),
            *(_share_line(s, self.unit) for s in self.shares if _is_special(s)),
        )

    def _total_line(self) -> Line:
        figure = Quantity(self.total, self.unit)
        if self.target is None:
            return Line(ALL_STUDY, figure, NOTHING_NEEDED, self.cite)
        because = LOWERED if self.lowered else SUMMED
        needed = Quantity(self.target, self.unit)
        return Line(ALL_STUDY, figure, because, self.cite, needed, self.total >= self.target)

    def advice(self, by: date | None) -> tuple[Text, ...]:
        """Return what to earn still, by bucket where a bucket lacks something."""
        if self.met:
            return ()
        lacking = [s for s in self.shares if s.missing]
        texts = [_earn(s.missing, self.unit, s.bucket, by) for s in lacking]
        rest = self.missing - sum((s.missing for s in lacking), ZERO)
        return (*texts, _earn(rest, self.unit, "", by)) if rest else tuple(texts)


def fold(
    study: Study,
    totals: Iterable[DayTotal],
    *,
    until: date | None = None,
    categories: frozenset[str] = frozenset(),
) -> Balance:
    """Return what the entries of the year's unit of account add up to, counting days up to ``until``."""
    sums: dict[str, Decimal] = {}
    for entry in totals:
        if entry.measure == "study" and (until is None or entry.day <= until):
            bucket = entry.bucket
            sums[bucket] = sums[bucket] + entry.amount if bucket in sums else entry.amount
    return _balance(study, sums, categories)


class Ledger:
    """One learner's day totals under a year's study, folded once for all days that add up to the same."""

    def __init__(self, study: Study, totals: tuple[DayTotal, ...], categories: frozenset[str]) -> None:
        self._study, self._totals, self._categories = study, totals, categories
        self._last = max(map(DAY, totals), default=date.min)
        self._balances: dict[date, Balance] = {}

    def on(self, day: date) -> Balance:
        """Return what the ledger adds up to at the end of a day."""
        day = min(day, self._last)
        balance = self._balances.get(day)
        if balance is None:
            until = day if day < self._last else None
            balance = fold(self._study, self._totals, until=until, categories=self._categories)
            self._balances[day] = balance
        return balance


def reached_on(
    study: Study, totals: Iterable[DayTotal], categories: frozenset[str] = frozenset()
) -> date | None:
    """Return the first day at whose end the target was met, or None when it never was."""
    sums: dict[str, Decimal] = {}
    by_day: dict[date, list[DayTotal]] = {}
    for entry in totals:
        if entry.measure == "study":
            by_day.setdefault(entry.day, []).append(entry)
    for day in sorted(by_day):
        for entry in by_day[day]:
            sums[entry.bucket] = sums.get(entry.bucket, ZERO) + entry.amount
        if _balance(study, sums, categories).met:
            return day
    return None


def latest_start(study: Study, missing: Decimal) -> date | None:
    """Return the last day on which one who lacks so much can begin and still reach it under the daily cap.

    None when it cannot be reached even from the period's first day on.
    """
    if study.day_cap is None or study.day_cap.amount <= 0:
        return study.period.last
    days = int((missing / study.day_cap.amount).to_integral_value(rounding=ROUND_CEILING))
    begin = study.period.last - timedelta(days=max(days, 1) - 1)
    return begin if begin >= study.period.first else None


def study_score(study: Study, balance: Balance) -> Decimal:
    """Return the study side out of 100: what counts over the target, never more than 100."""
    if balance.target is None or balance.target <= 0:
        return HUNDRED if study.target is not None else ZERO
    return min(balance.total, balance.target) * HUNDRED / balance.target


def converted(study: Study, amount: Decimal) -> Quantity | None:
    """Return an amount in the year's second unit (points as class hours), or None where there is none."""
    if study.converts is None:
        return None
    return Quantity(amount / study.converts.per, study.converts.to)


def _balance(study: Study, sums: Mapping[str, Decimal], categories: frozenset[str]) -> Balance:
    target = study.target
    if target is None:
        shares = tuple(_share(b, earned, FREE, None, study) for b, earned in sums.items())
        return Balance(
            study.unit,
            sum((s.counted for s in shares), ZERO),
            None,
            shares,
            ZERO,
            study.cite,
        )
    needed, lowered = _needed(target, categories)
    rules = target.buckets
    names = [*rules, *(b for b in sums if b not in rules)]
    shares = tuple(_share(b, sums.get(b, ZERO), rules.get(b, FREE), needed, study) for b in names)
    total = sum((s.counted for s in shares), ZERO)
    missing = _missing(needed, total, shares)
    return Balance(study.unit, total, needed, shares, missing, target.cite, lowered)


def _needed(target: Target, categories: frozenset[str]) -> tuple[Decimal, bool]:
    if not target.unless or not categories:
        return target.total, False
    lower = [amount for category, amount in target.unless.items() if category in categories]
    return (min(lower), True) if lower else (target.total, False)


def _share(bucket: str, earned: Decimal, rule: Bucket, needed: Decimal | None, study: Study) -> Share:
    if bucket in study.ignored:
        return Share(bucket, earned, ZERO, rule, ZERO, ignored=True)
    counted = earned if rule.at_most is None else min(earned, rule.at_most)
    least = rule.at_least if needed is None else min(rule.at_least, needed)
    return Share(bucket, earned, counted, rule, least)


def _missing(needed: Decimal, total: Decimal, shares: tuple[Share, ...]) -> Decimal:
    lacking = sum((s.missing for s in shares), ZERO)
    return max(needed - total, lacking, ZERO)


def _is_special(share: Share) -> bool:
    return bool(share.least) or share.rule.at_most is not None or share.ignored


def _share_line(share: Share, unit: str) -> Line:
    rule = share.rule
    met = None if not share.least else not share.missing
    needed = Quantity(share.least, unit) if share.least else None
    item = Text("Study in: {bucket}", {"bucket": Word(share.bucket)})
    return Line(
        item,
        Quantity(share.counted, unit),
        _share_reason(share, unit),
        rule.cite,
        needed,
        met,
    )


def _share_reason(share: Share, unit: str) -> Text:
    if share.ignored:
        return NEVER_COUNTS
    if share.rule.at_most is None or share.earned <= share.rule.at_most:
        return SUMMED
    return say(
        "{earned} were earned, at most {most} of this kind count",
        earned=Quantity(share.earned, unit),
        most=Quantity(share.rule.at_most, unit),
    )


def _earn(amount: Decimal, unit: str, bucket: str, by: date | None) -> Text:
    missing = Quantity(amount, unit)
    if bucket and by:
        return say(
            "Earn {missing} more in {bucket} by {day}.",
            missing=missing,
            bucket=Word(bucket),
            day=by,
        )
    if bucket:
        return say("Earn {missing} more in {bucket}.", missing=missing, bucket=Word(bucket))
    if by:
        return say("Earn {missing} more by {day}.", missing=missing, day=by)
    return say("Earn {missing} more.", missing=missing)
