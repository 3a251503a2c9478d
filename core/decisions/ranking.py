"""Who stands where among units? The same rate shares a rank, and the next one is counted on from all before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.decisions.participation import Share


@dataclass(frozen=True, slots=True)
class Ranked:
    """A key with its rank, and whether it shares it; None for one of whom nobody is below the line."""

    key: str
    rank: int | None
    tied: bool = False


def ranking(shares: Mapping[str, Share]) -> Sequence[Ranked]:
    """Return the keys, the highest rate first; rates are compared exactly, not as they are shown."""
    rates = {key: Fraction(one.above, one.below) for key, one in shares.items() if one.below}
    order = sorted(rates, key=lambda key: (-rates[key], key))
    values = list(rates.values())
    ranked = [
        Ranked(key, 1 + sum(rate > rates[key] for rate in values), values.count(rates[key]) > 1)
        for key in order
    ]
    return [*ranked, *(Ranked(key, None) for key in sorted(shares) if key not in rates)]
