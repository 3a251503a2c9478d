"""The chart beside a table of figures: bars of a rate, drawn as lines of the page itself and read without colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.reports.units import UnitReport

MOST = 30
HEIGHT = 26
WIDTH = 400
PREFERRED = ("pass", "exam_participation", "study_participation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: its name, the rate in percent, its length, how far down it stands, and last year's mark."""

    name: str
    percent: Decimal
    length: int
    top: int
    before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """The bars of one rate."""

    rate: str
    bars: Sequence[Bar]
    average: int
    """Where the line of the whole stands."""

    @property
    def height(self) -> int:
        """The height of the picture."""
        return len(self.bars) * HEIGHT


def bars_of(report: UnitReport) -> Bars | None:
    """Return the chart of a report: the rate that it is sorted by, or the pass rate; None with fewer than two bars."""
    wanted = (report.query.sort, *PREFERRED, *report.rates)
    rate = next((name for name in wanted if name in report.rates), "")
    whole = report.total.shares[rate].percent if rate else None
    shown = [row for row in report.rows if rate and row.shares[rate].percent is not None][:MOST]
    if whole is None or len(shown) < 2:  # noqa: PLR2004 (one bar compares nothing)
        return None
    bars = []
    for number, row in enumerate(shown):
        percent, before = row.shares[rate].percent or Decimal(0), row.before.get(rate)
        then = before.percent if before else None
        bars.append(
            Bar(
                name=row.name,
                percent=percent,
                length=_length(percent),
                top=number * HEIGHT,
                before=None if then is None else _length(then),
            )
        )
    return Bars(rate=rate, bars=bars, average=_length(whole))


def _length(percent: Decimal) -> int:
    return round(percent * WIDTH / 100)
